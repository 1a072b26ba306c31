import { createStartHandler, defaultStreamHandler } from "@tanstack/react-start/server";
import { expectEnd } from "../log/request-record.ts";
import { outsideOfRequests } from "./outside-of-requests.ts";

/** Renders pages. The answer is made anew, or it would never leave memory: see `outsideOfRequests`. */
export const answerWithPage = createStartHandler(async (page) => {
  const { serverSsr } = page.router;
  // Also when the browser goes away before the end.
  if (serverSsr) expectEnd(new Promise<void>((resolve) => serverSsr.onCleanup(() => resolve())));
  const result = await defaultStreamHandler(page);
  if (result instanceof Response) return madeAnew(result);
  return { ...result, response: madeAnew(result.response) };
});

const madeAnew = (response: Response) =>
  outsideOfRequests(() => new Response(response.body, response));
