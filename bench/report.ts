import type { Row, Target } from "./part.ts";

/** A figure over all rounds. */
export interface Summary {
  median: number;
  min: number;
  max: number;
}

export interface Result {
  part: string;
  title: string;
  subjects: { subject: string; figures: Record<string, Summary> }[];
  targets: (Target & { median: number; met: boolean })[];
}

/** Puts the rows of all rounds together: the median of each figure of each subject, and its spread. */
export function summarize(
  part: string,
  title: string,
  rows: Row[],
  targets: Target[] = [],
): Result {
  const subjects = [...new Set(rows.map((row) => row.subject))].map((subject) => {
    const own = rows.filter((row) => row.subject === subject);
    const names = [...new Set(own.flatMap((row) => Object.keys(row.figures)))];
    const figures = Object.fromEntries(
      names.map((name) => [name, summary(own.flatMap((row) => row.figures[name] ?? []))]),
    );
    return { subject, figures };
  });
  return {
    part,
    title,
    subjects,
    targets: targets.flatMap((target) => {
      const found = subjects.find(({ subject }) => subject === target.subject);
      const median = found?.figures[target.figure]?.median;
      if (median === undefined) return [];
      const { atLeast = -Infinity, atMost = Infinity } = target;
      return { ...target, median, met: median >= atLeast && median <= atMost };
    }),
  };
}

function summary(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** What was to be reached and what was, in one table. */
export function overview(results: Result[]): string {
  const goals = results.flatMap(({ targets }) => targets);
  return table([
    ["what", "figure", "target", "measured", ""],
    ...goals.map((goal) => [
      goal.subject,
      goal.figure,
      bounds(goal),
      short(goal.median),
      goal.met ? "met" : "not met",
    ]),
  ]);
}

/** The tables of all parts, as Markdown that reads well in a terminal too. */
export function markdown(results: Result[]): string {
  return results
    .map((result) => {
      const { part, title, subjects, targets } = result;
      const columns = [...new Set(subjects.flatMap(({ figures }) => Object.keys(figures)))];
      const figures = table([
        ["", ...columns],
        ...subjects.map((row) => [row.subject, ...columns.map((name) => cell(row.figures[name]))]),
      ]);
      const goals = targets.map(
        (target) =>
          `- ${target.met ? "met" : "NOT MET"}: ${target.subject}, ${target.figure} ${bounds(target)}: ${short(target.median)}`,
      );
      return [`## ${part}: ${title}`, figures, goals.join("\n")].filter(Boolean).join("\n\n");
    })
    .join("\n\n");
}

const bounds = ({ atLeast, atMost }: Target) =>
  atLeast === atMost
    ? `= ${atLeast}`
    : [atLeast !== undefined && `≥ ${atLeast}`, atMost !== undefined && `≤ ${atMost}`]
        .filter(Boolean)
        .join(" and ");

function cell(figure: Summary | undefined): string {
  if (!figure) return "";
  const { median, min, max } = figure;
  return min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}

/** Three digits are what such measurements bear. */
const short = (value: number) =>
  value >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));

function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    `| ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...body.map(line)].join("\n");
}
