import { describe, expect, it } from "vitest";
import { EnvError, isLocalStage, localAppEnv, localStack, parseAppEnv } from "./env.ts";

const stack = localStack({});
const local = localAppEnv(stack, {});
const { GOOGLE_EMULATOR_URL: _google, SLACK_EMULATOR_URL: _slack, ...withoutEmulators } = local;
const production = {
  ...withoutEmulators,
  VITE_APP_STAGE: "prd",
  VITE_PUBLIC_URL: "https://os2.example.com",
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

  it.each(["GOOGLE_EMULATOR_URL", "SLACK_EMULATOR_URL"])(
    "refuses %s outside the local stage",
    (name) => {
      const emulator = { [name]: "http://localhost:4002" };
      expect(() => parseAppEnv({ ...production, ...emulator })).toThrow(`${name} is only for`);
      expect(() =>
        parseAppEnv({ ...local, VITE_PUBLIC_URL: "https://os2.example.com", ...emulator }),
      ).toThrow(`${name} is only for`);
    },
  );

  it("is not the local stage at an address that others can reach", () => {
    expect(() =>
      parseAppEnv({ ...withoutEmulators, VITE_PUBLIC_URL: "http://192.168.1.2:4000" }),
    ).toThrow("VITE_APP_STAGE is local, so VITE_PUBLIC_URL must be a loopback address");
    expect(
      isLocalStage({ VITE_APP_STAGE: "local", VITE_PUBLIC_URL: "http://localhost.evil.example" }),
    ).toBe(false);
  });
});
