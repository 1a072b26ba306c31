/** Something a local stack is made of, that runs until it is stopped. */
export interface Part {
  name: string;
  stop(): Promise<void>;
  /** Resolves when the part ends, whether it was stopped or not. Left out by what runs in this process. */
  exited?: Promise<unknown>;
  /** What to look at when the part ends by itself. */
  log?: string;
}

/**
 * Keeps the parts of a stack together: they are stopped in the reverse order of their start, when the
 * person presses Ctrl-C, when the start fails half way, or when one of them ends by itself.
 */
export class Parts {
  #parts: Part[] = [];
  #stopping: Promise<void> | undefined;

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => void this.#end(0));
  }

  /** Adds what `start` resolves to, unless the stack is already being stopped. */
  async start<P extends Part>(start: () => Promise<P>): Promise<P> {
    const part = await start();
    this.#parts.push(part);
    void part.exited?.then(() => this.#onExit(part));
    if (this.#stopping) {
      await part.stop();
      await this.#stopping;
    }
    return part;
  }

  /** Stops everything, the newest part first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll() {
    for (let part = this.#parts.pop(); part; part = this.#parts.pop())
      await part.stop().catch((error: unknown) => console.error(`${part?.name}:`, error));
  }

  async #end(exitCode: number) {
    await this.stop();
    process.exit(exitCode);
  }

  #onExit({ name, log }: Part) {
    if (this.#stopping) return;
    console.error(`${name} ended unexpectedly; stopping everything.${log ? ` See ${log}` : ""}`);
    void this.#end(1);
  }
}
