import { describe, expect, it } from "vitest";
import { baseUrl, Browser, signIn } from "../../dev/testing/client.ts";

const CREATE = "/api/trpc/organization.create";

describe("tRPC over HTTP", () => {
  it("takes twenty calls in a batch, and refuses more", async () => {
    const owner = await signIn();
    const batch = (size: number) => {
      const paths = Array.from({ length: size }, () => "organization.list").join(",");
      return owner.fetch(`/api/trpc/${paths}?batch=1&input={}`);
    };
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
  });

  it("changes something only by POST, and reads only by GET", async () => {
    const owner = await signIn();
    const input = encodeURIComponent(JSON.stringify({ name: "By GET" }));
    expect((await owner.fetch(`${CREATE}?input=${input}`)).status).toBe(405);
    expect((await owner.post("/api/trpc/organization.list", {})).status).toBe(405);
    expect(await owner.api.organization.list.query()).toEqual([]);
  });

  it.each(["https://evil.example", "null", "http://localhost.evil.example", ""])(
    "refuses a POST with the Origin %j",
    async (origin) => {
      const owner = await signIn();
      const response = await owner.post(CREATE, { name: "Forged" }, { origin });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { data: { code: "FORBIDDEN" } } });
      expect(await owner.api.organization.list.query()).toEqual([]);
    },
  );

  it("refuses a POST without an Origin", async () => {
    const owner = await signIn();
    const response = await fetch(new URL(CREATE, baseUrl), {
      method: "POST",
      headers: { "content-type": "application/json", cookie: owner.cookieHeader() },
      body: JSON.stringify({ name: "Forged" }),
    });
    expect(response.status).toBe(403);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
  ])("refuses the content type %s, which a form of another site could send", async (type) => {
    const owner = await signIn();
    const response = await owner.post(CREATE, { name: "Forged" }, { "content-type": type });
    expect(response.status).toBe(415);
    expect(await owner.api.organization.list.query()).toEqual([]);
  });

  it("refuses more than 1 MiB, whether its length is announced or not", async () => {
    const owner = await signIn();
    const body = JSON.stringify({ name: "x".repeat(1024 * 1024) });
    const headers = { "content-type": "application/json" };
    const announced = await owner.fetch(CREATE, { method: "POST", headers, body });
    expect(announced.status).toBe(413);
    const streamed = { method: "POST", headers, body: new Blob([body]).stream(), duplex: "half" };
    expect((await owner.fetch(CREATE, streamed)).status).toBe(413);
  });

  it("names the fields that are wrong, and nothing of its inside", async () => {
    const owner = await signIn();
    const response = await owner.post(CREATE, { name: " " });
    expect(await response.json()).toEqual({
      error: {
        code: -32600,
        message: "Some of the values are not valid.",
        data: {
          code: "BAD_REQUEST",
          httpStatus: 400,
          path: "organization.create",
          fieldErrors: { name: "Please enter a name." },
        },
      },
    });
  });

  it.each(["{", "[]", '"text"', ""])("answers the body %j with 400", async (body) => {
    const owner = await signIn();
    const headers = { "content-type": "application/json" };
    const response = await owner.fetch(CREATE, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/\bat .*\.[jt]s/);
  });

  it("answers 404 where there is no procedure", async () => {
    expect((await new Browser().fetch("/api/trpc/organization.nothing")).status).toBe(404);
  });

  it("keeps connections open after calls that it refuses before their input is read", async () => {
    const ban = { userId: "usr_none", reason: "None" };
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const browser = new Browser();
        for (let i = 0; i < 40; i++) {
          const response = await browser.post("/api/trpc/admin.ban", ban);
          expect(response.status).toBe(401);
          await response.text();
        }
      }),
    );
  });
});
