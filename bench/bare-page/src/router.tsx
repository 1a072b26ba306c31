import { createRoute, createRouter } from "@tanstack/react-router";
import { createServerFn } from "@tanstack/react-start";
import { getRequestHeader } from "@tanstack/react-start/server";
import { z } from "zod";
import { loadMachines } from "../../floor/machines";
import { Route as root } from "./routes/__root";

// The floor of a page: TanStack Start with two pages and nothing else. A project of its own to
// TypeScript, because the type of the router is one for a whole project.

/** The least that can be rendered. */
const hello = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: () => <h1>Hello</h1>,
});

const load = createServerFn({ method: "GET" })
  .validator(z.object({ organizationSlug: z.string(), instanceSlug: z.string() }))
  .handler(({ data }) => loadMachines({ ...data, token: getRequestHeader("x-session-token") }));

/** The rows of the machines page from the same database. */
const rows = createRoute({
  getParentRoute: () => root,
  path: "/rows/$organizationSlug/$instanceSlug",
  loader: ({ params }) => load({ data: params }),
  component: Rows,
});

function Rows() {
  return (
    <table>
      <tbody>
        {rows.useLoaderData().map(({ id, name, type, state, createdAt }) => (
          <tr key={id}>
            <td>{name}</td>
            <td>{type}</td>
            <td>{state}</td>
            <td>{createdAt}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const getRouter = () => createRouter({ routeTree: root.addChildren([hello, rows]) });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof getRouter>;
  }
}
