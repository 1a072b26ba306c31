import { expect, test } from "vitest";
import { Problem } from "../setup/step.mjs";
import { explainFailure, explainSystemError } from "./problems.ts";

const where = { port: 4005, datadir: "/data/mysql" };

test.each([
  [
    "[ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use",
    /Port 4005.*taken[^]*PORT_BASE/,
  ],
  [
    "[ERROR] [MY-014061] [Server] Invalid MySQL server downgrade: Cannot downgrade from 90704 to 80042. Downgrade is only permitted between patch releases.",
    /\/data\/mysql was made by a MySQL version[^]*delete that folder/,
  ],
  [
    "[ERROR] [MY-012639] [InnoDB] Write to file ./ibdata1 failed: No space left on device",
    /disk is full[^]*\/data\/mysql/,
  ],
  [
    "[ERROR] [MY-012592] [InnoDB] Operating system error number 28 in a file operation.",
    /disk is full/,
  ],
  [
    "mysqld: Can't create directory '/data/mysql/' (OS errno 13 - Permission denied)",
    /belongs to you/,
  ],
  ["[ERROR] [MY-000000] [Server] something new", /did not start[^]*something new/],
])("explains %s", (output, message) => {
  const problem = explainFailure(`[System] starting\n${output}\n`, where);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem.message).toMatch(message);
});

test("explains what the operating system refuses, and nothing else", () => {
  const refusal = (code: string) =>
    explainSystemError(Object.assign(new Error(code), { code }), "/data");
  expect(refusal("ENOSPC")).toMatchObject({
    name: "Problem",
    message: expect.stringMatching(/disk is full/i),
  });
  expect(refusal("EACCES")).toMatchObject({
    name: "Problem",
    message: expect.stringMatching(/belongs to you/),
  });
  expect(refusal("EISDIR")).not.toBeInstanceOf(Problem);
});
