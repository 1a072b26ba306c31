// People's clocks are wrong by minutes or years. Times of the server are compared with the server's own: the one in the
// page, and how long ago that was.

let renderedAt: number | undefined;
let openedAt = 0;

/** In the browser. @param time when the server rendered the page, in milliseconds of its clock. */
export function learnServerTime(time: number) {
  renderedAt = time;
  openedAt = Date.now() - performance.now();
}

/** Milliseconds since the epoch, as the server counts them. In the browser ahead by what the page took to come. */
export function serverNow(): number {
  if (renderedAt === undefined) return Date.now();
  // The one stands still while a computer sleeps, the other goes back when a clock is corrected.
  return renderedAt + Math.max(performance.now(), Date.now() - openedAt);
}
