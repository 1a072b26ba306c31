import { expect, it } from "vitest";
import {
  Browser,
  env,
  service,
  signIn,
  signInWithInstance,
  uniqueEmail,
} from "../../dev/testing/client.ts";
import { SERVICE_TOKEN_HEADER } from "../auth/service-token-header.ts";

it("takes an address with a top-level domain in Punycode wherever an address is typed", async () => {
  const email = uniqueEmail().replace("example.com", "xn--e1afmkfd.xn--p1ai");
  const { owner, scope } = await signInWithInstance();
  const { organization } = owner.api;
  expect(await organization.invite.mutate({ ...scope, email, role: "member" })).toMatchObject({
    email,
  });
  expect(await service.testing.createUser.mutate({ email })).toMatchObject({ email });
  const token = { [SERVICE_TOKEN_HEADER]: env.SERVICE_AUTH_TOKEN };
  const answer = await new Browser().post("/api/auth/service-auth/session", { email }, token);
  expect(answer.status).toBe(200);
  const person = await signIn(email);
  expect(await person.api.user.deleteAccount.mutate({ confirmEmail: email })).toBeTruthy();
});
