import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { session } from "../backend/db/schema.ts";
import { type Browser, userOf } from "../dev/testing/client.ts";
import { database } from "../dev/testing/database.ts";
import { expect } from "./fixtures.ts";

/** Puts back the time at which a person signed in, everywhere. */
export async function signedInAnHourAgo(browser: Browser) {
  const { id } = await userOf(browser);
  await database
    .update(session)
    .set({ createdAt: new Date(Date.now() - 60 * 60 * 1000) })
    .where(eq(session.userId, id));
}

/** Answers the page's question for a recent sign-in, without leaving the page. */
export async function signInAgain(page: Page, email: string) {
  const question = page.getByRole("dialog", { name: "Sign in again" });
  await question.getByRole("button", { name: "Dev mode login" }).click();
  const login = page.getByRole("dialog", { name: "Dev mode login" });
  await expect(login.getByLabel("Email")).toHaveValue(email);
  await login.getByRole("button", { name: "Sign in" }).click();
  await expect(question).toBeHidden();
}
