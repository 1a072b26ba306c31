import type {
  FetchInfiniteQueryOptions,
  FetchQueryOptions,
  QueryClient,
  QueryKey,
} from "@tanstack/react-query";
import { notFound } from "@tanstack/react-router";
import { createIsomorphicFn } from "@tanstack/react-start";
import { setResponseHeader, setResponseStatus } from "@tanstack/react-start/server";
import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "../../backend/trpc/root";
import { OutdatedPageError } from "./load-code";
import { redirect } from "./redirect";
import { sitePath } from "./site-path";

type ApiError = TRPCClientError<AppRouter>;

/** All our calls go to `AppRouter`, so its error shape is what they fail with. */
export const isApiError = (error: unknown): error is ApiError => error instanceof TRPCClientError;

/** What the server said of a failed call; undefined when it was not the server that failed it. */
export const errorData = (error: unknown) => (isApiError(error) && error.data) || undefined;

/** What a call to the auth endpoints was answered, where tRPC is not what was asked. Its message is for people. */
export class AuthError extends Error {
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** Whether signing in again is all that a failed call wants. */
export const wantsSignInAgain = (error: unknown) =>
  (error instanceof AuthError ? error.code : errorData(error)?.reason) === "SIGN_IN_AGAIN";

/** Whether trying again may help: the network, or a part of the server that is away. */
export const isTemporary = (error: unknown) => (errorData(error)?.httpStatus ?? 503) >= 500;

/** What to tell a person about a failed call; where it was the server's fault, with what to quote when asking about it. */
export function errorMessage(error: unknown) {
  if (error instanceof AuthError || error instanceof OutdatedPageError) return error.message;
  if (!isApiError(error) || !error.data)
    return "The server could not be reached. Please check your connection and try again.";
  const { requestId } = error.data;
  return requestId ? `${error.message} Reference: ${requestId}` : error.message;
}

/** The error that a dialog shows of its failed call. A call that wants a recent sign-in has a dialog of that already. */
export const dialogError = (error: unknown) =>
  error && !wantsSignInAgain(error) ? errorMessage(error) : undefined;

const RETRY_AFTER_S = 5;

const setStatus = createIsomorphicFn().server((status: number) => {
  setResponseStatus(status);
  if (status === 503) setResponseHeader("Retry-After", String(RETRY_AFTER_S));
});

/**
 * Loads what a page can't do without. A missing thing becomes the 404 page, a missing session the
 * login page (which leads back), anything else the error page, each with its HTTP status.
 */
export function load<T, E, K extends QueryKey>(
  queryClient: QueryClient,
  options: FetchQueryOptions<T, E, T, K>,
  location: { href: string },
): Promise<T> {
  return answerOrPage(queryClient.ensureQueryData(options), location);
}

/** The same for the first page of a list that is read page by page. */
export function loadPages<T, E, D, K extends QueryKey, P>(
  queryClient: QueryClient,
  options: FetchInfiniteQueryOptions<T, E, D, K, P>,
  location: { href: string },
) {
  return answerOrPage(queryClient.ensureInfiniteQueryData(options), location);
}

async function answerOrPage<T>(answer: Promise<T>, location: { href: string }): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const data = errorData(error);
    // A new document: what the ended session has read may not stay in this one, nor tell the login
    // page that somebody is still signed in.
    if (data?.code === "UNAUTHORIZED")
      throw redirect({
        to: "/login",
        search: { redirectTo: sitePath(location.href) },
        reloadDocument: true,
      });
    if (data?.code === "NOT_FOUND") throw notFound();
    setStatus(data?.httpStatus ?? 500);
    throw error;
  }
}
