import { createHash } from "node:crypto";

/** The secret in use and the ones it replaced, as Better Auth takes them: what any of them encrypted can be read. */
export interface KeyRing {
  secrets: { version: number; value: string }[];
  /** The same for `symmetricEncrypt` and `symmetricDecrypt`. */
  config: { keys: Map<number, string>; currentVersion: number };
}

/**
 * Better Auth writes a key's number beside everything it encrypts. Ours are made from the secret itself,
 * so that nobody has to count: a secret has the same number wherever in the list it stands.
 * @param previous the replaced secrets, with commas between them.
 */
export function keyRing(current: string, previous = ""): KeyRing {
  const values = [current, ...previous.split(",").filter(Boolean)];
  const secrets = values.map((value) => ({ version: versionOf(value), value }));
  return {
    secrets,
    config: {
      keys: new Map(secrets.map(({ version, value }) => [version, value])),
      currentVersion: versionOf(current),
    },
  };
}

const versionOf = (secret: string) => createHash("sha256").update(secret).digest().readUInt32BE(0);
