import { TRPCClientError } from "@trpc/client";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type Browser, signIn, uniqueEmail } from "../../../../dev/testing/client.ts";
import { execute } from "../../../../dev/testing/database.ts";
import { insertOrganization } from "../../../../dev/testing/world.ts";
import { newId } from "../../../db/columns.ts";
import { type Role, ROLES } from "../../../db/schema.ts";

// Random sequences of what the members of a team do to it, against a model that says in a few lines
// what each must answer and who is in the team afterwards.

/** Who is in the team at first; the fourth is not. */
const FIRST_ROLES = ["owner", "admin", "member", undefined] as const;

interface Person {
  browser: Browser;
  email: string;
  id: string;
}

let people: Person[];
beforeAll(async () => {
  people = await Promise.all(
    FIRST_ROLES.map(async () => {
      const email = uniqueEmail();
      const browser = await signIn(email);
      return { browser, email, id: (await browser.api.user.me.query()).user.id };
    }),
  );
});

const who = fc.nat(FIRST_ROLES.length - 1);
const role = fc.constantFrom(...ROLES);
const operationArbitrary = fc.oneof(
  fc.record({ type: fc.constant("invite"), by: who, whom: who, role }),
  fc.record({ type: fc.constant("answer"), by: who, accept: fc.boolean() }),
  fc.record({ type: fc.constant("setRole"), by: who, whom: who, role }),
  fc.record({ type: fc.constant("remove"), by: who, whom: who }),
  fc.record({ type: fc.constant("leave"), by: who }),
);
type Operation = typeof operationArbitrary extends fc.Arbitrary<infer O> ? O : never;

class Model {
  readonly members = new Map<number, Role>();
  readonly invited = new Map<number, { role: Role; by: number }>();

  constructor() {
    FIRST_ROLES.forEach((first, person) => first && this.members.set(person, first));
  }

  /** Does it if it may be done. @returns what the API must answer. */
  run(operation: Operation): string {
    const { by } = operation;
    const own = this.members.get(by);
    if (operation.type === "answer") {
      const offered = this.openInvitation(by);
      if (!offered) return "NOT_FOUND";
      this.invited.delete(by);
      if (operation.accept) this.members.set(by, offered.role);
      return "OK";
    }
    if (!own) return "NOT_FOUND";
    if (operation.type === "leave") return this.end(by);
    if (own === "member") return "FORBIDDEN";

    const { whom } = operation;
    const current = this.members.get(whom);
    const next = operation.type === "remove" ? undefined : operation.role;
    const touchesOwners = next === "owner" || (current === "owner" && operation.type !== "invite");
    if (operation.type !== "invite" && !current) return "NOT_FOUND";
    if (touchesOwners && own !== "owner") return "FORBIDDEN";
    switch (operation.type) {
      case "invite":
        if (current || this.openInvitation(whom)) return "CONFLICT";
        this.invited.set(whom, { role: operation.role, by });
        return "OK";
      case "setRole":
        if (current !== operation.role && this.isLastOwner(whom)) return "CONFLICT";
        this.members.set(whom, operation.role);
        return "OK";
      case "remove":
        return this.end(whom);
    }
  }

  /** An invitation that its inviter could still make. */
  private openInvitation(person: number) {
    const invitation = this.invited.get(person);
    const inviter = invitation && this.members.get(invitation.by);
    const mayGive = inviter === "owner" || (inviter === "admin" && invitation?.role !== "owner");
    return mayGive ? invitation : undefined;
  }

  private end(person: number) {
    if (this.isLastOwner(person)) return "CONFLICT";
    this.members.delete(person);
    return "OK";
  }

  private isLastOwner(person: number) {
    return [...this.members].every(([other, held]) => (held === "owner") === (other === person));
  }
}

/** The same operations on the API. */
class Team {
  readonly #scope: { organizationSlug: string };
  readonly #invitations = new Map<number, string>();

  constructor(organizationSlug: string) {
    this.#scope = { organizationSlug };
  }

  static async create() {
    const [owner, ...others] = people;
    if (!owner) throw new Error("Somebody has to begin.");
    const { id, slug } = await insertOrganization("Model", owner.id);
    for (const [i, person] of others.entries()) {
      const first = FIRST_ROLES[i + 1];
      if (first)
        await execute(
          "insert into organization_user_membership (id, organization_id, user_id, role) values (?, ?, ?, ?)",
          [newId("member"), id, person.id, first],
        );
    }
    return new Team(slug);
  }

  async run(operation: Operation, anybodyInIt: number): Promise<string> {
    try {
      await this.#attempt(operation, anybodyInIt);
      return "OK";
    } catch (error) {
      if (error instanceof TRPCClientError) return String(error.data?.code);
      throw error;
    }
  }

  async #attempt(operation: Operation, anybodyInIt: number) {
    const { organization } = at(operation.by).browser.api;
    const scope = this.#scope;
    switch (operation.type) {
      case "invite": {
        const { email } = at(operation.whom);
        const { id } = await organization.invite.mutate({ ...scope, email, role: operation.role });
        this.#invitations.set(operation.whom, id);
        return;
      }
      case "answer": {
        const invitationId = this.#invitations.get(operation.by) ?? "inv_none";
        if (operation.accept) await organization.acceptInvitation.mutate({ invitationId });
        else await organization.declineInvitation.mutate({ invitationId });
        return;
      }
      case "leave":
        await organization.leave.mutate(scope);
        return;
      case "setRole":
      case "remove": {
        const members = await this.members(anybodyInIt);
        const membershipId = members.get(operation.whom)?.id ?? "member_none";
        if (operation.type === "remove")
          await organization.removeMember.mutate({ ...scope, membershipId });
        else
          await organization.setMemberRole.mutate({ ...scope, membershipId, role: operation.role });
      }
    }
  }

  /** Who is in the team, as one of them sees it. */
  async members(seenBy: number) {
    const { items } = await at(seenBy).browser.api.organization.members.query(this.#scope);
    return new Map(
      items.map((member) => [people.findIndex(({ id }) => id === member.user.id), member]),
    );
  }
}

function at(index: number): Person {
  const person = people[index];
  if (!person) throw new Error(`There is no person ${index}.`);
  return person;
}

it(
  "does what its model does, whatever is tried in whatever order",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operationArbitrary, { minLength: 5, maxLength: 20 }),
        async (operations) => {
          const model = new Model();
          const team = await Team.create();
          for (const operation of operations) {
            const [anybodyInIt = 0] = model.members.keys();
            const expected = model.run(operation);
            expect(await team.run(operation, anybodyInIt), JSON.stringify(operation)).toBe(
              expected,
            );
          }
          const [anybodyInIt = 0] = model.members.keys();
          const members = await team.members(anybodyInIt);
          expect(new Map([...members].map(([person, member]) => [person, member.role]))).toEqual(
            model.members,
          );
          expect([...members.values()].map((member) => member.role)).toContain("owner");
        },
      ),
      { numRuns: 15 },
    );
  },
);
