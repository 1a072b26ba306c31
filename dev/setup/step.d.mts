/** Something a person can put right. The message says what is wrong and what to do; it is shown without a stack. */
export class Problem extends Error {}

/**
 * Runs a command as one step of the set-up, showing how long it takes.
 * Ctrl-C ends the command with everything it started, and then this process.
 *
 * @throws {Problem} with the last lines of the output, when the command fails.
 */
export function step(title: string, command: string, args: string[]): Promise<void>;
