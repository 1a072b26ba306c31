/** Lets the browser do what else is waiting, such as what somebody has pressed. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));
