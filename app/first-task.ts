import { nextTask } from "./lib/next-task";

// Modules stand one after another in a bundle, so what is imported after this one is evaluated in the next task.
await nextTask();
