import { edge } from "./edge.ts";
import { events } from "./events.ts";
import { growth } from "./growth.ts";
import { list } from "./list.ts";
import { live } from "./live.ts";
import { page } from "./page.ts";
import type { Part } from "./part.ts";
import { size } from "./size.ts";
import { slack } from "./slack.ts";
import { soak } from "./soak.ts";
import { start } from "./start.ts";

/** Every part, by the name it is called with. The last one fills the database. */
export const PARTS: Record<string, Part> = {
  list,
  page,
  slack,
  events,
  edge,
  live,
  size,
  start,
  soak,
  growth,
};
