import type { Plugin } from "vite";

const NONE = "This app has no server functions: add a procedure to backend/trpc instead.";

/**
 * The API is tRPC, so there are no server functions. Their half in the browser, 9 kB with its serializer, would be
 * part of every page all the same. Without it a server function would fail when it is called, so making one fails.
 */
export function withoutServerFunctions(): Plugin[] {
  return [
    {
      name: "refuse-server-functions",
      // Before TanStack Start takes them apart.
      enforce: "pre",
      transform: {
        filter: { id: { exclude: /\/node_modules\// }, code: /\bcreateServerFn\b/ },
        handler(_code, id) {
          this.error(`${id} uses createServerFn. ${NONE}`);
        },
      },
    },
    {
      name: "without-server-functions",
      applyToEnvironment: ({ name }) => name === "client",
      load: {
        filter: { id: /\/start-client-core\/dist\/esm\/client-rpc\/createClientRpc\.js/ },
        handler: () =>
          `export const createClientRpc = () => { throw new Error(${JSON.stringify(NONE)}); };`,
      },
    },
  ];
}
