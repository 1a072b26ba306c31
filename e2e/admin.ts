import type { Page } from "@playwright/test";
import { signInAsAdmin, signInWithInstance, userOf } from "../dev/testing/client.ts";

export const ADMIN_PAGES = ["/admin", "/admin/trpc-tools", "/admin/session-info", "/admin/audit"];

/** A platform admin with an organization of their own, and an owner to act as. */
export async function adminAndOwner() {
  const admin = await signInAsAdmin();
  const { slug } = await admin.api.organization.create.mutate({ name: "Headquarters" });
  const { owner, scope } = await signInWithInstance();
  return { admin, home: `/${slug}/team`, owner, scope, person: await userOf(owner) };
}

/** Closes a dialog into which something was typed, and thinks better of it. */
export async function keepWhatWasTyped(page: Page) {
  await page.keyboard.press("Escape");
  await discardQuestion(page).getByRole("button", { name: "Cancel" }).click();
}

export const discardQuestion = (page: Page) =>
  page.getByRole("alertdialog", { name: "Discard what you typed?" });
