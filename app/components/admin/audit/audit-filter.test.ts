import { describe, expect, it } from "vitest";
import { parseAuditFilter } from "./audit-filter";
import { auditInput } from "./audit-input";

describe("the filter of the audit log", () => {
  it("leaves out what makes no sense in the URL", () => {
    const nothing = {
      actor: undefined,
      organization: undefined,
      action: undefined,
      from: undefined,
      until: undefined,
    };
    expect(parseAuditFilter({})).toEqual(nothing);
    expect(
      parseAuditFilter({
        actor: {},
        from: "yesterday",
        until: "2026-99-99T10:00",
      }),
    ).toEqual(nothing);
  });

  it("tells emails from ids, and slugs from ids", () => {
    expect(auditInput({ actor: "ada@example.com", organization: "acme-a1b2c3" })).toMatchObject({
      actorEmail: "ada@example.com",
      organizationSlug: "acme-a1b2c3",
    });
    expect(auditInput({ actor: "usr_1", organization: "org_1" })).toMatchObject({
      actorId: "usr_1",
      organizationId: "org_1",
    });
  });

  it("knows no actions but those there are", () => {
    expect(auditInput({ action: "user.ban" }).action).toBe("user.ban");
    expect(auditInput({ action: "user.sing" }).action).toBeUndefined();
  });

  it("takes times as UTC", () => {
    expect(auditInput(parseAuditFilter({ from: "2026-11-22T10:00" })).from).toBe(
      "2026-11-22T10:00:00Z",
    );
  });
});
