import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseSync } from "vite";
import { expect, it } from "vitest";

// How long `===` takes tells how much of a secret was guessed. So secrets are compared by
// `crypto.subtle.verify` (also inside hono's parseSigned) or by `constantTimeEqual`, and nothing else. Time
// can't be measured in a test that never fails by chance; this looks at what is written instead.

/** What a name ends in that holds a secret, or what proves that somebody knows one. */
const SECRET = /(token|secret|signature|hmac|mac|digest|hash|password|nonce)s?$/i;

const COMPARISONS = ["===", "!==", "==", "!="];
const COMPARING_METHODS =
  /^(equals|includes|indexOf|startsWith|endsWith|localeCompare|compare|match|test)$/;

interface Node extends Record<string, unknown> {
  type: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;

const nodeOf = (value: unknown) => (isNode(value) ? value : undefined);

/** The last name of an expression: `b` of `a.b`, `a?.b` and `b`. */
function nameOf(value: unknown): string {
  const node = nodeOf(value);
  if (node?.type === "Identifier") return String(node.name);
  if (node?.type === "ChainExpression") return nameOf(node.expression);
  if (node?.type === "MemberExpression") return nameOf(node.property);
  return "";
}

const isSecret = (value: unknown) => SECRET.test(nameOf(value));

/** Whether it stands in the source as it is, or is nothing: not what somebody could guess at. */
const isKnown = (value: unknown) =>
  nodeOf(value)?.type === "Literal" || nameOf(value) === "undefined";

function comparesSecret(node: Node): boolean {
  const { type, operator, left, right, callee, discriminant } = node;
  if (type === "BinaryExpression" && COMPARISONS.includes(String(operator)))
    return (isSecret(left) || isSecret(right)) && !isKnown(left) && !isKnown(right);
  if (type === "SwitchStatement") return isSecret(discriminant);
  if (type !== "CallExpression") return false;
  const parameters: unknown[] = Array.isArray(node.arguments) ? node.arguments : [];
  const method = nodeOf(callee);
  return (
    method?.type === "MemberExpression" &&
    COMPARING_METHODS.test(nameOf(method)) &&
    (isSecret(method.object) || parameters.some(isSecret))
  );
}

/** Where a source compares a secret by other means than those two. */
function comparisonsOfSecrets(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) return value.forEach(visit);
    const node = nodeOf(value);
    if (!node) return;
    if (comparesSecret(node))
      found.push(`${file}: ${source.slice(Number(node.start), Number(node.end))}`);
    Object.values(node).forEach(visit);
  };
  visit(parseSync(file, source).program);
  return found;
}

const FILES = globSync("{backend,env}{/**/,}*.ts").filter((file) => !file.endsWith(".test.ts"));

it("secrets are compared in constant time alone", async () => {
  expect(FILES).toContain("backend/auth/service-token.ts");
  const found = await Promise.all(
    FILES.map(async (file) => comparisonsOfSecrets(file, await readFile(file, "utf8"))),
  );
  expect(found.flat()).toEqual([]);
});

it.each([
  "headers.get(NAME) === env.SERVICE_AUTH_TOKEN",
  "session.token != given",
  "given?.signature === expected",
  "digest.equals(given)",
  "env.TOKENS.includes(given)",
  "known.startsWith(password)",
  "switch (secret) { case given: }",
])("would find: %s", (source) => {
  expect(comparisonsOfSecrets("made-up.ts", source)).toEqual([`made-up.ts: ${source}`]);
});

it.each([
  "constantTimeEqual(given, env.SERVICE_AUTH_TOKEN)",
  "crypto.subtle.verify('HMAC', key, signature, signed)",
  "token === undefined || token !== '' || typeof token === 'string'",
  "tokenCount === other",
])("lets pass: %s", (source) => {
  expect(comparisonsOfSecrets("made-up.ts", source)).toEqual([]);
});
