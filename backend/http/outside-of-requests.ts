import { AsyncLocalStorage } from "node:async_hooks";

export type Outside = <T extends Response>(make: () => T) => T;

/**
 * Makes an answer as if it were made from nowhere: in the context of no request. workerd's answers hold on
 * to the context they are made in, and the router's context holds on to its answers: a circle through the
 * runtime, which its garbage collector never sees through. Each page and redirect would stay in memory with
 * all that was loaded for it. In development there is no such place, as it is a request that loads this module.
 */
export const outsideOfRequests: Outside = import.meta.env.DEV
  ? (make) => make()
  : AsyncLocalStorage.snapshot();
