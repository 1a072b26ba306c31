import { chmod, mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test, vi } from "vitest";
import { machineEnv } from "../../env.ts";
import { Problem, step } from "./step.mjs";

test("a command that succeeds is silent", async () => {
  await expect(step("Something", "sh", ["-c", "echo hello"])).resolves.toBeUndefined();
});

test("a failure shows the title, how it ended and the last lines", async () => {
  const failure = step("Something", "sh", ["-c", "seq 100; echo the reason >&2; exit 3"]);
  await expect(failure).rejects.toThrow(Problem);
  await expect(failure).rejects.toThrow(
    /^Something failed \(sh: exit 3\)[^]*\| 100\n[^]*\| the reason/,
  );
  await expect(failure).rejects.not.toThrow(/\| 50\n/);
});

test.each([
  ["a program that is missing", ["no-such-program"], /program is missing/],
  [
    "no network",
    ["sh", "-c", "echo getaddrinfo ENOTFOUND registry >&2; exit 1"],
    /check the network/,
  ],
  [
    "a full disk",
    ["sh", "-c", "echo write: No space left on device >&2; exit 1"],
    /free some space/,
  ],
  [
    "a missing permission",
    ["sh", "-c", "echo EACCES: permission denied >&2; exit 1"],
    /belong to you/,
  ],
])("advises on %s", async (_, [command = "", ...args], advice) => {
  await expect(step("Something", command, args)).rejects.toThrow(advice);
});

// (Root may read all folders, so it is as an ordinary user that this says something.)
test("a program is missing also where PATH has a folder that may not be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "os2-closed-"));
  await chmod(folder, 0);
  vi.stubEnv("PATH", [folder, machineEnv().path].join(delimiter));
  try {
    await expect(step("Something", "no-such-program", [])).rejects.toThrow(/program is missing/);
  } finally {
    vi.unstubAllEnvs();
    await rmdir(folder);
  }
});

test("asks for nothing: the command's input is empty", async () => {
  await expect(step("Something", "sh", ["-c", "! read line"])).resolves.toBeUndefined();
});
