import { AsyncLocalStorage } from "node:async_hooks";
import { createStartHandler, defaultStreamHandler } from "@tanstack/react-start/server";
import { expectEnd } from "../log/request-record.ts";

/**
 * Runs something as if it were called from nowhere: in the context of no request. In development there is no
 * such place, as it is a request that loads this module.
 */
const outsideOfRequests: (work: () => Response) => Response = import.meta.env.DEV
  ? (work) => work()
  : AsyncLocalStorage.snapshot();

/**
 * Renders pages. workerd's answers hold on to the context they are made in, and the router's context holds
 * on to its answer: a circle through the runtime, which its garbage collector never sees through. Each page
 * would stay in memory with all that was loaded for it, so its answer is made anew, outside of that context.
 */
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
