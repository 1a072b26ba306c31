import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** See vitest.config.ts. */
    fuzzCases: number;
    fuzzSeed: number;
  }
}
