import type { Load } from "./load.ts";
import type { Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";
import type { Person } from "./seed.ts";

const P50 = "p50 ms";
const CALLS = { "event.list": {}, "event.histogram": { hours: 24 } };

/** The events page's calls for an instance with 1,000 events, and for one with 100,000. */
export const events: Part = {
  title: "events of an instance, one request at a time",
  async measure({ load, urls, seed, seconds }): Promise<Row[]> {
    const call = (procedure: string, input: object, person: Person): Promise<Load> => {
      const { organizationSlug, instanceSlug, cookie } = person;
      const json = JSON.stringify({ organizationSlug, instanceSlug, ...input });
      const path = `/api/trpc/${procedure}?input=${encodeURIComponent(json)}`;
      const request = () => ({ path, headers: { cookie } });
      return load({ url: urls.edge, connections: 1, seconds: seconds / 2, request });
    };
    const rows: Row[] = [];
    for (const [procedure, input] of Object.entries(CALLS)) {
      const few = await call(procedure, input, seed.withFewEvents);
      const many = await call(procedure, input, seed.withManyEvents);
      rows.push(
        { subject: `${procedure}, 1,000 events`, figures: few.figures },
        { subject: `${procedure}, 100,000 events`, figures: many.figures },
        ratios(`${procedure}, 100,000 : 1,000`, many, few),
      );
    }
    return rows;
  },
  targets: Object.keys(CALLS).map((procedure) => ({
    subject: `${procedure}, 100,000 : 1,000`,
    figure: P50,
    atMost: 1.5,
  })),
};
