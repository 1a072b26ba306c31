import { z } from "zod";

// Lists that can grow without bound are read page by page, by id: TypeIDs sort by age, so the last one
// of a page is where the next begins, whatever was added or deleted in between.

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

export const pageInput = z.object({
  /** The `nextCursor` of the page before; nothing for the first page. */
  cursor: z.string().min(1).max(64).optional(),
  limit: z.int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
});

/**
 * @param rows one more than `limit` where there are as many: that it exists tells that there is a next page.
 * @returns the page, and where the next one begins (null after the last).
 */
export function toPage<T extends { id: string }>(rows: T[], limit: number) {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
