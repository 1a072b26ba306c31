import { EventEmitter } from "node:events";
import type { ReactNode } from "react";
import type { RenderToPipeableStreamOptions } from "react-dom/server";
import { renderToPipeableStream } from "react-dom/server.bun";

interface Options extends RenderToPipeableStreamOptions {
  signal?: AbortSignal;
}

/**
 * What the router renders pages with, in place of `react-dom/server` (vite.config.ts). React has a renderer
 * for each runtime, and they differ in what becomes of the thousands of small strings that make up a page.
 * Those for Node and the edge encode them one by one, which takes as long as rendering them. The one for
 * Bun hands them on as they are: here they are put together, and encoded when React flushes.
 */
async function renderToReadableStream(children: ReactNode, { signal, ...options }: Options) {
  let allReady = () => {};
  const all = new Promise<void>((resolve) => {
    allReady = resolve;
  });
  const { pipe, abort } = await new Promise<ReturnType<typeof renderToPipeableStream>>(
    (resolve, reject) => {
      const onAbort = () => render.abort(signal?.reason);
      // Left there, it would keep the page in memory: see backend/http/pages.ts.
      const ignoreAbort = () => signal?.removeEventListener("abort", onAbort);
      const render = renderToPipeableStream(children, {
        ...options,
        onShellReady: () => resolve(render),
        onShellError(error) {
          ignoreAbort();
          reject(error);
        },
        onAllReady() {
          ignoreAbort();
          allReady();
        },
      });
      signal?.addEventListener("abort", onAbort);
    },
  );
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void pipe(new Sink(controller)),
    cancel: abort,
  });
  return Object.assign(stream, { allReady: all });
}

export default { renderToReadableStream };

const encoder = new TextEncoder();

/** As much of a Node stream as React asks for. */
class Sink extends EventEmitter implements NodeJS.WritableStream {
  readonly writable = true;
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  #text = "";

  constructor(controller: ReadableStreamDefaultController<Uint8Array>) {
    super();
    this.#controller = controller;
  }

  write(text: string | Uint8Array) {
    this.#text += text;
    return true;
  }

  flush() {
    if (this.#text) this.#controller.enqueue(encoder.encode(this.#text));
    this.#text = "";
  }

  end() {
    this.#controller.close();
    return this;
  }

  destroy(error: unknown) {
    this.#controller.error(error);
  }
}
