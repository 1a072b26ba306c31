import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Problem } from "../dev/setup/step.mjs";
import { command } from "../dev/command.ts";
import { baseUrl } from "../dev/testing/client.ts";
import { makeTenant, PAGES } from "./pages.ts";

// pnpm wapiti: a vulnerability scanner against a running stack (the one that PORT_BASE names), as
// somebody who is signed in. It starts at every page and at what the API takes in an address.

const MODULES = [
  "backup",
  "blindsql",
  "cookieflags",
  "crlf",
  "csp",
  "csrf",
  "exec",
  "file",
  "htaccess",
  "http_headers",
  "methods",
  "permanentxss",
  "redirect",
  "shellshock",
  "sql",
  "xss",
];

/** What it says of any site like this, by what it says. */
const NOT_APPLICABLE: Record<string, string> = {
  "X-XSS-Protection is not set":
    "browsers have given it up; the content security policy does its work",
  "Strict-Transport-Security is not set":
    "browsers ignore it over HTTP; it is set where there is HTTPS",
};

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });

const findingSchema = z.looseObject({
  method: z.string(),
  path: z.string(),
  info: z.string(),
  level: z.number(),
});
const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.array(findingSchema)),
  anomalies: z.record(z.string(), z.array(findingSchema)),
});

await command(async () => {
  const tenant = await makeTenant();
  const { owner, scope } = tenant;
  const input = encodeURIComponent(JSON.stringify(scope));
  const starts = [
    ...Object.values(PAGES).map((page) => page(tenant)),
    "/login?redirectTo=%2Fuser%2Fsettings&error=access_denied",
    "/user/settings?connected=google&error=none",
    `/${scope.organizationSlug}/${scope.instanceSlug}/events?type=slack.message&event=none`,
    `/api/trpc/machine.list?input=${input}`,
    `/api/trpc/user.me?input=%7B%7D`,
    "/api/auth/callback/google?state=none&code=none",
    "/api/auth/integrations/callback/slack-bot?state=none&code=none",
  ];
  const folder = path.resolve("test-results/wapiti");
  const report = path.join(folder, "report.json");
  await mkdir(folder, { recursive: true });
  const options = [
    ["--url", `${baseUrl}/`],
    ...starts.map((start) => ["--start", baseUrl + start]),
    ["--header", `Cookie: ${owner.cookieHeader()}`],
    ["--header", `Origin: ${baseUrl}`],
    ["--module", MODULES.join(",")],
    ["--max-scan-time", String(Number(values.minutes) * 60)],
    ["--format", "json"],
    ["--output", report],
    ["--flush-session"],
    ["--verbose", "0"],
  ];
  const scan = spawn("wapiti", options.flat(), { stdio: "inherit" });
  const missing = once(scan, "error").then(() => {
    throw new Problem("Wapiti is missing. On Debian: apt-get install wapiti");
  });
  const [exitCode] = await Promise.race([once(scan, "exit"), missing]);
  if (exitCode !== 0) throw new Problem(`Wapiti ended with ${exitCode}.`);

  const { vulnerabilities, anomalies } = reportSchema.parse(
    JSON.parse(await readFile(report, "utf8")),
  );
  const findings = [vulnerabilities, anomalies]
    .flatMap((kinds) => Object.entries(kinds))
    .flatMap(([kind, found]) => found.map((finding) => ({ kind, ...finding })))
    .filter(({ level, info }) => level > 0 && !(info in NOT_APPLICABLE));
  for (const { kind, method, path: where, info } of findings)
    console.log(`${kind}: ${method} ${where}: ${info}`);
  console.log(`${findings.length} findings. All of it: ${report}`);
  if (findings.length > 0) process.exitCode = 1;
});
