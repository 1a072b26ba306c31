import type { Page, WebSocketRoute } from "@playwright/test";
import { inviteInto } from "../dev/testing/team.ts";
import {
  awaitingReact,
  expect,
  signInWithInstance,
  test,
  useSession as giveSession,
} from "./fixtures.ts";

/** Opens a page and waits for its socket, which comes last: by then its buttons work. */
async function openLive(page: Page, url: string) {
  const opened = page.waitForEvent("websocket");
  await page.goto(url);
  await opened;
}

/** A page of an instance with one started machine, whose socket is open. */
async function openMachines(page: Page) {
  const { owner, scope } = await signInWithInstance();
  const machine = { ...scope, name: "worker-1", type: "daytona" } as const;
  const { id: machineId } = await owner.api.machine.create.mutate(machine);
  await giveSession(page.context(), owner);
  await openLive(page, `/${scope.organizationSlug}/${scope.instanceSlug}`);
  return {
    owner,
    scope,
    one: { ...scope, machineId },
    row: page.getByRole("row", { name: /worker-1/ }),
  };
}

/** Collects the API paths that the page asks for from now on. */
function watchCalls(page: Page) {
  const paths: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/trpc/"))
      paths.push(...pathname.replace("/api/trpc/", "").split(","));
  });
  return paths;
}

test("what one browser changes the other shows, without a reload", async ({ page, browser }) => {
  const { owner, row } = await openMachines(page);
  await using otherContext = await browser.newContext();
  await giveSession(otherContext, owner);
  const other = awaitingReact(await otherContext.newPage());
  await openLive(other, page.url());

  await other.getByRole("button", { name: "Archive worker-1" }).click();
  await expect(row).toContainText("archived");
  await page.getByRole("button", { name: "Restore worker-1" }).click();
  await expect(other.getByRole("row", { name: /worker-1/ })).toContainText("started");
});

test("a change between the server's rendering and the opening of the socket is not missed", async ({
  page,
}) => {
  const { owner, scope } = await signInWithInstance();
  await giveSession(page.context(), owner);
  await page.routeWebSocket(/\/api\/ws\//, async (socket) => {
    await owner.api.machine.create.mutate({ ...scope, name: "in-between", type: "daytona" });
    socket.connectToServer();
  });
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await expect(page.getByRole("row", { name: /in-between/ })).toBeVisible();
});

test("the tab that makes a change asks for it once", async ({ page, context }) => {
  const { row } = await openMachines(page);
  const witness = awaitingReact(await context.newPage());
  await openLive(witness, page.url());
  const calls = watchCalls(page);
  const seen = watchCalls(witness);

  await row.getByRole("button", { name: "Archive worker-1" }).click();
  await expect(witness.getByRole("row", { name: /worker-1/ })).toContainText("archived");
  await witness.getByRole("button", { name: "Restore worker-1" }).click();
  await expect(row).toContainText("started");

  // Each: one mutation, one refetch after it, and one for the other tab's change.
  const list = ["machine.list", "machine.list"];
  expect(calls.toSorted()).toEqual(["machine.archive", ...list]);
  expect(seen.toSorted()).toEqual([...list, "machine.restore"]);
});

test("a tab whose connection was lost says so, and catches up when it is back", async ({
  page,
}) => {
  let down = false;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/api\/ws\//, async (socket) => {
    if (down) return socket.close({ code: 1012 });
    socket.connectToServer();
    sockets.push(socket);
  });
  const { owner, one, row } = await openMachines(page);
  await expect(row).toContainText("started");

  down = true;
  for (const socket of sockets) await socket.close({ code: 1012 });
  await expect(page.getByText("Reconnecting…")).toBeVisible();
  await owner.api.machine.archive.mutate(one);
  await expect(row).toContainText("started");

  down = false;
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(row).toContainText("archived");
  await expect(page.getByText("Reconnecting…")).toBeHidden();
});

test("a tab that slept notices that its connection has died unseen, and catches up", async ({
  page,
}) => {
  await page.clock.install();
  // The first connection dies in the middle: from then on nothing gets through, and nobody says so.
  let died = false;
  let sockets = 0;
  await page.routeWebSocket(/\/api\/ws\//, (socket) => {
    const isFirst = sockets++ === 0;
    const server = socket.connectToServer();
    socket.onMessage((message) => (isFirst && died) || server.send(message));
    server.onMessage((message) => (isFirst && died) || socket.send(message));
  });
  const { owner, one, row } = await openMachines(page);
  await expect.poll(() => sockets).toBe(1);
  died = true;
  await owner.api.machine.archive.mutate(one);
  await expect(row).toContainText("started");

  await page.clock.fastForward("08:00:00");
  // It asks for a sign of life, and gives up on one that does not come.
  await page.clock.fastForward("00:10");
  await expect(row).toContainText("archived");
  expect(sockets).toBe(2);
});

test("messages that come twice, late or from a newer server leave the page right", async ({
  page,
}) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/api\/ws\//, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  const { owner, one, row } = await openMachines(page);
  await expect.poll(() => sockets.length).toBe(1);
  await owner.api.machine.archive.mutate(one);
  await expect(row).toContainText("archived");

  const calls = watchCalls(page);
  const [socket] = sockets;
  const stale = JSON.stringify({ type: "INVALIDATE", paths: ["machine.list"] });
  for (let i = 0; i < 50; i++) socket?.send(stale);
  // A refetch or a few, as fast as the messages came; not one for each.
  await expect.poll(() => calls.length).toBeGreaterThan(0);
  expect(calls.length).toBeLessThan(10);
  socket?.send("something a newer server says");
  await expect.poll(() => calls.toSorted()).toContain("user.me");
  await expect(row).toContainText("archived");
});

test("a page whose session has ended goes to the login page and says why", async ({ page }) => {
  const { owner, scope } = await openMachines(page);
  await owner.post("/api/auth/sign-out", {});
  await expect(page).toHaveURL(/\/login\?/);
  await expect(page.getByText("You were signed out, or your session has ended.")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("redirectTo")).toBe(
    `/${scope.organizationSlug}/${scope.instanceSlug}`,
  );
});

test("a member who is removed is shown out", async ({ page }) => {
  const { owner, scope } = await signInWithInstance();
  const member = await inviteInto(owner, scope, "member");
  await giveSession(page.context(), member);
  await openLive(page, `/${scope.organizationSlug}/${scope.instanceSlug}`);

  const { user } = await member.api.user.me.query();
  const members = await owner.api.organization.members.query(scope);
  const membershipId = members.items.find((other) => other.user.id === user.id)?.id ?? "";
  await owner.api.organization.removeMember.mutate({ ...scope, membershipId });
  await expect(page.getByRole("heading", { name: "You are no longer a member" })).toBeVisible();
});

test("a page follows its organization's new name and address", async ({ page }) => {
  const { owner, scope } = await openMachines(page);
  await owner.api.organization.update.mutate({ ...scope, name: "Zebra" });
  await expect(page).toHaveTitle(/Zebra/);
  const { slug } = await owner.api.organization.updateSlug.mutate({
    ...scope,
    slug: `${scope.organizationSlug}-new`,
  });
  await expect(page).toHaveURL(new RegExp(`/${slug}/${scope.instanceSlug}$`));
});
