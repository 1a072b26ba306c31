import type { Load } from "./load.ts";
import type { Row } from "./part.ts";

/** What was measured as a share of what it is compared with, figure by figure. */
export function ratios(subject: string, measured: Load, compared: Load): Row {
  return {
    subject,
    figures: Object.fromEntries(
      Object.entries(measured.figures).flatMap(([name, value]) => {
        const other = compared.figures[name];
        return other ? [[name, value / other]] : [];
      }),
    ),
  };
}
