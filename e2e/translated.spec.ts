import { uniqueEmail } from "../dev/testing/client.ts";
import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

/** Translates a page as Chrome does: each text, also a later one, is put into two new elements. */
function translate() {
  const wrap = (root: Node) => {
    const texts = [root];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!(text instanceof Text) || !text.data.trim()) continue;
      if (!text.parentElement || text.parentElement.closest("script, style, textarea, font"))
        continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = text.data;
      outer.appendChild(inner);
      text.replaceWith(outer);
    }
  };
  wrap(document.body);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(wrap);
  }).observe(document.body, { childList: true, subtree: true });
}

test("a page that the browser translates works, and says what is true", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  for (const name of ["a", "b"])
    await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await page.evaluate(translate);
  await page.getByRole("checkbox", { name: "Select a", exact: true }).check();
  await page.getByRole("checkbox", { name: "Select b", exact: true }).check();
  await expect(page.getByRole("toolbar")).toContainText("2 selected");
  await page.getByRole("button", { name: "Clear selection" }).click();
  await page.getByRole("button", { name: "Archive a", exact: true }).click();
  await expect(page.getByLabel("State", { exact: true })).toContainText("Archived (1)");

  await page.goto(`/${scope.organizationSlug}/team`);
  await page.evaluate(translate);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  const email = uniqueEmail();
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Create invitation" }).click();
  await expect(dialog).toContainText("/invitations/");
  await expect(dialog).toContainText(`Send this link to ${email}.`);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: `Revoke the invitation for ${email}` }).click();
  await page.getByRole("button", { name: "Revoke invitation" }).click();
  await expect(page.getByText("Nobody is invited at the moment.")).toBeVisible();
});
