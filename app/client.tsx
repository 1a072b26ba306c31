// Before the others, since it ends the task that evaluates the framework.
import "./first-task";
import { RouterProvider } from "@tanstack/react-router";
import { hydrateStart } from "@tanstack/react-start/client";
import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { nextTask } from "./lib/next-task";

/*
 * Takes the page over in steps, each a task of its own: what a phone does for longer than 50 ms at once makes it deaf
 * meanwhile. Evaluating the framework and React's renderer has been two of them; making the router and reading the
 * page's data are two as well (router.tsx).
 */
await nextTask();
const router = await hydrateStart();
await nextTask();
startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
});
