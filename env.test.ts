import { describe, expect, it } from "vitest";
import { deployment, EnvError, isLocalStage, localAppEnv, localStack, parseAppEnv } from "./env.ts";

const stack = localStack({});
const local = localAppEnv(stack, {});
const { GOOGLE_EMULATOR_URL: _google, SLACK_EMULATOR_URL: _slack, ...withoutEmulators } = local;
const secret = (what: string) => `${what}-made-for-this-test-0123456789`;
const production = {
  BETTER_AUTH_SECRET: secret("auth"),
  GOOGLE_CLIENT_ID: "google-client",
  GOOGLE_CLIENT_SECRET: secret("google"),
  SLACK_CLIENT_ID: "slack-client",
  SLACK_CLIENT_SECRET: secret("slack"),
  SLACK_SIGNING_SECRET: secret("signing"),
  SERVICE_AUTH_TOKEN: secret("service"),
  VITE_APP_STAGE: "prd",
  VITE_PUBLIC_URL: "https://os2.example.com",
  PSCALE_DATABASE_URL: "https://user:pscale_pw_1@aws.connect.psdb.cloud",
};

describe("the local stack", () => {
  it("counts its ports up from PORT_BASE", () => {
    expect(localStack({ PORT_BASE: "5000" }).ports).toEqual({
      edge: 5000,
      app: 5001,
      google: 5002,
      slack: 5003,
      gateway: 5004,
      mysql: 5005,
    });
    expect(stack.ports.edge).toBe(4000);
    expect(stack.dataDir).toBe(".data");
  });

  it.each(["80", "70000", "4000.5", "many"])("refuses PORT_BASE=%s by name", (PORT_BASE) => {
    expect(() => localStack({ PORT_BASE })).toThrow(/PORT_BASE must be/);
  });

  it("has a value for every variable, which the shell overrides", () => {
    expect(local.VITE_PUBLIC_URL).toBe("http://localhost:4000");
    expect(isLocalStage(local)).toBe(true);
    expect(localAppEnv(stack, { SLACK_CLIENT_ID: "mine", UNRELATED: "x" })).toEqual({
      ...local,
      SLACK_CLIENT_ID: "mine",
    });
  });
});

describe("the app's environment", () => {
  it("names every variable that is missing or malformed in one message", () => {
    const broken = { ...production, SLACK_CLIENT_ID: "", VITE_PUBLIC_URL: "os2.example.com" };
    const { GOOGLE_CLIENT_ID: _id, ...missing } = broken;
    expect(() => parseAppEnv({ ...missing, SERVICE_AUTH_TOKEN: "short" })).toThrow(EnvError);
    expect(() => parseAppEnv({ ...missing, SERVICE_AUTH_TOKEN: "short" })).toThrow(
      /GOOGLE_CLIENT_ID is missing[^]*SLACK_CLIENT_ID is missing[^]*SERVICE_AUTH_TOKEN must have at least 32 characters[^]*VITE_PUBLIC_URL must be an http\(s\) URL/,
    );
  });

  it.each([
    ["GOOGLE_EMULATOR_URL", "http://localhost:4002"],
    ["SLACK_EMULATOR_URL", "http://localhost:4003"],
    ["DATABASE_TIMEOUT_MS", "1000"],
    ["PROVIDER_TIMEOUT_MS", "1000"],
  ])("refuses %s outside the local stage", (name, value) => {
    expect(() => parseAppEnv({ ...production, [name]: value })).toThrow(`${name} is only for`);
    expect(() =>
      parseAppEnv({ ...local, VITE_PUBLIC_URL: "https://os2.example.com", [name]: value }),
    ).toThrow(`${name} is only for`);
  });

  it("is not the local stage at an address that others can reach", () => {
    expect(() =>
      parseAppEnv({ ...withoutEmulators, VITE_PUBLIC_URL: "http://192.168.1.2:4000" }),
    ).toThrow("VITE_APP_STAGE is local, so VITE_PUBLIC_URL must be a loopback address");
    expect(
      isLocalStage({ VITE_APP_STAGE: "local", VITE_PUBLIC_URL: "http://localhost.evil.example" }),
    ).toBe(false);
  });
});

describe("a deployed stage", () => {
  it("takes settings of its own", () => {
    expect(parseAppEnv(production)).toEqual(production);
  });

  it.each([
    "BETTER_AUTH_SECRET",
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_SIGNING_SECRET",
    "SERVICE_AUTH_TOKEN",
  ] as const)("refuses the development value of %s", (name) => {
    expect(() => parseAppEnv({ ...production, [name]: local[name] })).toThrow(
      `${name} has its development value`,
    );
  });

  it.each([
    ["VITE_PUBLIC_URL", "http://os2.example.com", "must begin with https:"],
    ["VITE_PUBLIC_URL", "https://localhost:4000", "must not be a loopback address"],
    ["PSCALE_DATABASE_URL", "http://u:p@aws.connect.psdb.cloud", "must begin with https:"],
    ["PSCALE_DATABASE_URL", local.PSCALE_DATABASE_URL, "must not be a loopback address"],
    ["SERVICE_AUTH_TOKEN", "short", "must have at least 32 characters"],
    ["BETTER_AUTH_PREVIOUS_SECRETS", `${secret("a")},short`, "at least 32 characters"],
    [
      "BETTER_AUTH_PREVIOUS_SECRETS",
      `${secret("a")},${local.BETTER_AUTH_SECRET}`,
      "development value",
    ],
  ])("refuses %s=%s", (name, value, problem) => {
    expect(() => parseAppEnv({ ...production, [name]: value })).toThrow(
      new RegExp(`${name} .*${problem}`),
    );
  });
});

describe("a deployment", () => {
  const settings = {
    ...production,
    CLOUDFLARE_API_TOKEN: "token",
    CLOUDFLARE_ACCOUNT_ID: "account",
    PLANETSCALE_ORGANIZATION: "acme",
    PLANETSCALE_SERVICE_TOKEN_ID: "id",
    PLANETSCALE_SERVICE_TOKEN: "token",
    ALCHEMY_PASSWORD: secret("alchemy"),
    ALCHEMY_STATE_TOKEN: secret("state"),
  };
  const up = { takeDown: false };

  it("names what Cloudflare, PlanetScale and the app lack in one message", () => {
    const lacking = { ...settings, PLANETSCALE_SERVICE_TOKEN: "", GOOGLE_CLIENT_ID: undefined };
    expect(() => deployment("prd", up, lacking)).toThrow(
      /PLANETSCALE_SERVICE_TOKEN is missing[^]*GOOGLE_CLIENT_ID is missing/,
    );
  });

  it("takes an empty setting for one that was left out", () => {
    const { PLANETSCALE_REGION } = deployment("prd", up, { ...settings, PLANETSCALE_REGION: "" });
    expect(PLANETSCALE_REGION).toBeUndefined();
  });

  it.each([undefined, "local", "main", "Prd", "pr/7"])("refuses the stage %s", (stage) => {
    expect(() => deployment(stage, up, settings)).toThrow("--stage");
  });

  it.each([
    [undefined, /:\n {2}--stage is missing$/],
    ["Prd", /:\n {2}--stage must be lower-case letters, digits and dashes$/],
  ])("names the stage %s once", (stage, message) => {
    expect(() => deployment(stage, up, settings)).toThrow(message);
  });

  it("knows production and previews by their names", () => {
    const kind = (stage: string) => {
      const { production, preview } = deployment(stage, up, settings);
      return { production, preview };
    };
    expect(kind("prd")).toEqual({ production: true, preview: false });
    expect(kind("staging")).toEqual({ production: false, preview: false });
    expect(kind("pr-7")).toEqual({ production: false, preview: true });
  });

  it("takes any stage down but production, and needs no app settings for it", () => {
    const { GOOGLE_CLIENT_ID: _, ...cloud } = settings;
    expect(deployment("pr-7", { takeDown: true }, cloud).preview).toBe(true);
    expect(() => deployment("prd", { takeDown: true }, cloud)).toThrow("no command takes down");
  });
});
