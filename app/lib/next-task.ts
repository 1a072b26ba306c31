/** Lets the browser do what else is waiting, such as what somebody has pressed. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));

// Modules stand one after another in a bundle, so what is imported after this one is evaluated in the next task.
await nextTask();
