import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { slackId } from "../dev/slack-sender/events.ts";
import { baseUrl, env, signInWithInstance, stack, userOf } from "../dev/testing/client.ts";

// docs/integrate.md as it is written, with this stack's address, and a person and an instance of the test's.

const run = promisify(execFile);

async function blocks(language: string) {
  const page = await readFile("docs/integrate.md", "utf8");
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms");
  return [...page.matchAll(block)].map(([, text = ""]) => text);
}

test("what docs/integrate.md says can be done as it is written", async () => {
  const { owner, scope } = await signInWithInstance();
  const { email } = await userOf(owner);
  const here = (text: string) =>
    text
      .replaceAll("http://localhost:4000", baseUrl)
      .replaceAll("owner@example.com", email)
      .replaceAll('"acme"', JSON.stringify(scope.organizationSlug))
      .replaceAll('"production"', JSON.stringify(scope.instanceSlug))
      .replaceAll("T000000001", slackId("T"))
      .replaceAll("pnpm slack:send", "node dev/slack-sender/main.ts")
      .replaceAll("cookies.txt", path.join(folder, "cookies.txt"));
  const environment = {
    PATH: [path.dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
    PORT_BASE: String(stack.ports.edge),
    DATA_DIR: stack.dataDir,
  };

  const folder = await mkdtemp(path.join(tmpdir(), "os2-integrate-"));
  try {
    const commands = ["set -eu", ...(await blocks("sh"))].map(here).join("\n");
    const shell = await run("bash", ["-c", commands], { env: environment });
    expect(shell.stdout).toContain(`"email":"${email}"`);
    expect(shell.stdout).toContain('"name":"from-curl"');
    expect(shell.stdout).toMatch(/3 events to .*: 3 × 200\n1 event to .*: 1 × 200\n/);
    expect(shell.stdout).toMatch(/hello"?\}?$/);

    const code = here((await blocks("ts")).join("\n"));
    const script = await run(process.execPath, ["--input-type=module-typescript", "-e", code], {
      env: { ...environment, OS2: baseUrl, SERVICE_AUTH_TOKEN: env.SERVICE_AUTH_TOKEN },
    });
    expect(script.stdout.trim().split("\n").toSorted()).toEqual([
      "from-curl started",
      "from-typescript started",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
