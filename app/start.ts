import { createSerializationAdapter } from "@tanstack/react-router";
import { createStart } from "@tanstack/react-start";
import { TRPCClientError } from "@trpc/client";
import { isApiError } from "./lib/errors";

/**
 * Carries a failed call from the server's render into the browser: the answer that the API would have
 * given and nothing else. Without it the error arrives without its code, and with internal text.
 */
const apiError = createSerializationAdapter({
  key: "api-error",
  test: isApiError,
  toSerializable: ({ message, shape, data }) => ({
    message,
    code: shape?.code ?? -32603,
    data: data
      ? { ...data, fieldErrors: data.fieldErrors ?? {}, requestId: data.requestId ?? "" }
      : null,
  }),
  fromSerializable: ({ message, code, data }) =>
    TRPCClientError.from({ error: { message, code, data: data ?? {} } }),
});

export const startInstance = createStart(() => ({ serializationAdapters: [apiError] }));
