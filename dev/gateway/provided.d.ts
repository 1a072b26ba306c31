export {};

declare module "vitest" {
  interface ProvidedContext {
    /** The MySQL server of a test run: root without a password. */
    mysql: { socketPath: string; port: number };
  }
}
