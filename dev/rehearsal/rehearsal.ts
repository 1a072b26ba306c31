import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { ACCOUNT, Cloudflare, PERMISSIONS } from "./cloudflare.ts";
import { ACCESSES } from "./accesses.ts";
import { PlanetScale } from "./planetscale.ts";

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/** What a person sets before deploying, as docs/deploy.md lists it. The values are nobody's. */
export const SETTINGS = {
  CLOUDFLARE_API_TOKEN: "rehearsal-cloudflare-token",
  CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
  PLANETSCALE_ORGANIZATION: "acme",
  PLANETSCALE_SERVICE_TOKEN_ID: "rehearsal",
  PLANETSCALE_SERVICE_TOKEN: "rehearsal-planetscale-token",
  ALCHEMY_PASSWORD: "rehearsal-alchemy-password-0123456789",
  ALCHEMY_STATE_TOKEN: "rehearsal-alchemy-state-token-01234567",
  BETTER_AUTH_SECRET: "rehearsal-better-auth-secret-0123456789abcdef",
  GOOGLE_CLIENT_ID: "rehearsal-google-client",
  GOOGLE_CLIENT_SECRET: "rehearsal-google-secret",
  SLACK_CLIENT_ID: "rehearsal-slack-client",
  SLACK_CLIENT_SECRET: "rehearsal-slack-secret",
  SLACK_SIGNING_SECRET: "rehearsal-slack-signing-secret",
  SERVICE_AUTH_TOKEN: "rehearsal-service-auth-token-0123456789",
  VITE_PUBLIC_URL: "https://os2.example.org",
};

/** The secret ones among them. */
export const SECRETS = Object.entries(SETTINGS)
  .filter(([name]) => /(SECRET|TOKEN|PASSWORD)$/.test(name))
  .map(([, value]) => value);

/** Cloudflare and PlanetScale on this machine, and the commands of package.json run against them. */
export async function startRehearsal(mysql: { socketPath: string; port: number }, dataDir: string) {
  /** What was asked of both, in order. */
  const log: string[] = [];
  const note = (line: string) => log.push(line);
  const cloudflare = new Cloudflare(note);
  cloudflare.tokens.set(SETTINGS.CLOUDFLARE_API_TOKEN, PERMISSIONS);
  const cloudflareApi = await cloudflare.start();
  const planetScale = await PlanetScale.start(mysql, note);
  planetScale.tokens.set(
    `${SETTINGS.PLANETSCALE_SERVICE_TOKEN_ID}:${SETTINGS.PLANETSCALE_SERVICE_TOKEN}`,
    ACCESSES,
  );
  const { scripts } = packageSchema.parse(JSON.parse(await readFile("package.json", "utf8")));

  /** What leads a command to the stand-ins. */
  const standIns = {
    DATA_DIR: dataDir,
    CLOUDFLARE_BASE_URL: cloudflareApi.url,
    PLANETSCALE_API_URL: planetScale.url,
    REHEARSAL_MYSQL_URL: planetScale.mysqlUrl,
    ALCHEMY_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    // The commands are a process each, and each loads all of alchemy.
    NODE_COMPILE_CACHE: path.join(tmpdir(), "os2-compile-cache"),
  };
  const environment = {
    ...SETTINGS,
    ...standIns,
    PATH: [path.dirname(process.execPath), "node_modules/.bin", "/usr/bin", "/bin"].join(":"),
    HOME: dataDir,
  };

  return {
    log,
    standIns,
    /** The environment of the commands. */
    environment,
    cloudflare,
    planetScale,

    /** Runs `pnpm COMMAND` as pnpm would: the script of package.json with the arguments behind it. */
    run(command: string, settings: Record<string, string> = {}) {
      const [name = "", ...args] = command.split(" ");
      const script = `${scripts[name]} ${args.join(" ")}`;
      const child = spawn("sh", ["-c", script], {
        env: { ...environment, ...settings },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
      return new Promise<{ ok: boolean; output: string }>((resolve) =>
        child.on("close", (code) => resolve({ ok: code === 0, output: output.join("") })),
      );
    },

    async close() {
      await cloudflareApi.close();
      await planetScale.close();
    },
  };
}
