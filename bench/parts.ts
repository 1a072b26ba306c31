import { edge } from "./edge.ts";
import { list } from "./list.ts";
import { live } from "./live.ts";
import { page } from "./page.ts";
import type { Part } from "./part.ts";
import { size } from "./size.ts";
import { slack } from "./slack.ts";

/** Every part, by the name it is called with. */
export const PARTS: Record<string, Part> = { list, page, size, slack, edge, live };
