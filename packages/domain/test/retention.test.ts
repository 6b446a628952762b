import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Actor,
  addMonths,
  clearBefore,
  dateOf,
  erasedName,
  erasureCompleteAt,
  type FileUse,
  LOG_RETENTIONS,
  organisationErasureBlocks,
  type Permission,
  permissionsOf,
  personErasureBlocks,
  type Post,
  Refusal,
  REQUEST_NEEDS,
  requireHoldPlacer,
  requireRequestAsker,
  requireRequestDecider,
  RETENTION_REQUESTS,
  retentionEnd,
  settingOf,
  SETTINGS,
  startOfDay,
  stays,
} from "../src/index.ts";

const at = (text: string) => new Date(text);
const NOW = at("2030-06-15T04:00:00Z");
const person = "01900000-0000-7000-8000-000000000001";

function actor(post: Post, over: Partial<Actor> = {}): Actor {
  return {
    personId: person,
    orgId: "01900000-0000-7000-8000-0000000000aa",
    posts: [post],
    permissions: permissionsOf([post]),
    scope: "all",
    via: "session",
    requestId: "test",
    lang: "zh",
    ...over,
  };
}
function refusal(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe("the end of a retention", () => {
  const use = (kind: FileUse["kind"], since: string | null): FileUse => ({
    kind,
    since: since === null ? null : at(since),
  });

  test("counts from the last use, by the setting of its kind", () => {
    const uses = [use("draft", "2020-01-01T00:00:00Z"), use("submission", "2020-02-29T20:00:00Z")];
    const end = retentionEnd({ "retention.submissionMonths": 120 }, { uses, archives: [] });
    // 2020-03-01 in Shanghai.
    expect(end).toEqual({ at: startOfDay("2030-03-01"), by: "submission" });
    expect(stays({}, { uses, archives: [], held: false }, NOW)).toBeNull();
    expect(stays({ "retention.submissionMonths": 124 }, { uses, archives: [], held: false }, NOW)).toBe(
      "in-retention",
    );
  });

  test("never comes while a case is open, for a permanent archive, or under a hold", () => {
    const old = [use("submission", "2001-01-01T00:00:00Z")];
    expect(stays({}, { uses: [...old, use("rectification", null)], archives: [], held: false }, NOW)).toBe(
      "open-case",
    );
    const archives = [{ class: "permanent" as const, at: at("2001-01-01T00:00:00Z") }];
    expect(stays({}, { uses: old, archives, held: false }, NOW)).toBe("archived");
    expect(stays({}, { uses: old, archives: [], held: true }, NOW)).toBe("held");
    const long = [{ class: "long" as const, at: at("2001-01-01T00:00:00Z") }];
    expect(stays({}, { uses: old, archives: long, held: false }, NOW)).toBe("archived");
    const short = [{ class: "short" as const, at: at("2001-01-01T00:00:00Z") }];
    expect(stays({}, { uses: old, archives: short, held: false }, NOW)).toBeNull();
  });

  test("a further use, mark or hold never makes it earlier", () => {
    const instants = fc.date({
      min: at("2000-01-01T00:00:00Z"),
      max: at("2040-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    const uses = fc.record({
      kind: fc.constantFrom("submission", "rectification", "authorisation", "draft"),
      since: fc.option(instants, { nil: null }),
    });
    const marks = fc.record({ class: fc.constantFrom("permanent", "long", "short"), at: instants });
    fc.assert(
      fc.property(
        fc.array(uses, { minLength: 1, maxLength: 4 }),
        fc.array(marks, { maxLength: 2 }),
        uses,
        marks,
        instants,
        (some, archives, more, mark, now) => {
          const before = { uses: some, archives, held: false };
          if (stays({}, before, now) === null) return;
          expect(stays({}, { ...before, uses: [...some, more] }, now)).not.toBeNull();
          expect(stays({}, { ...before, archives: [...archives, mark] }, now)).not.toBeNull();
          expect(stays({}, { ...before, held: true }, now)).toBe("held");
        },
      ),
    );
  });

  test("of logs is at least six months, whatever is set", () => {
    for (const kind of LOG_RETENTIONS) {
      if (kind === "request") continue;
      const before = clearBefore({}, kind, NOW);
      expect(before.getTime()).toBeLessThanOrEqual(startOfDay(addMonths(dateOf(NOW), -6)).getTime());
    }
    expect(SETTINGS["retention.signInMonths"].min).toBe(6);
    // A value below the bound cannot be stored, and would count for nothing if it were.
    expect(settingOf({ "retention.signInMonths": 1 }, "retention.signInMonths")).toBe(12);
  });
});

describe("two persons", () => {
  test("whoever may ask for it, nobody decides on the own request", () => {
    const everything = new Set<Permission>(
      Object.values(REQUEST_NEEDS).flatMap(({ ask, approve }) => [ask, approve]),
    );
    for (const kind of RETENTION_REQUESTS) {
      const almighty = actor("supervisor-lead", { permissions: everything });
      expect(refusal(() => requireRequestAsker(almighty, kind, "理由"))).toBeNull();
      const request = { kind, state: "asked" as const, askedBy: person, targetId: null };
      expect(refusal(() => requireRequestDecider(almighty, request, { approve: true, note: "" }))).toBe(
        "same-person",
      );
      expect(
        refusal(() =>
          requireRequestDecider(almighty, { ...request, askedBy: "x" }, { approve: true, note: "" }),
        ),
      ).toBeNull();
    }
  });

  test("by post, in a session, for who supervises everything", () => {
    const lead = actor("supervisor-lead");
    const request = { kind: "disposal" as const, state: "asked" as const, askedBy: "x", targetId: null };
    const yes = { approve: true, note: "" };
    expect(refusal(() => requireRequestDecider(lead, request, yes))).toBeNull();
    expect(refusal(() => requireRequestDecider({ ...lead, scope: "tenant" }, request, yes))).toBe(
      "forbidden",
    );
    expect(refusal(() => requireRequestDecider({ ...lead, via: "api-key" }, request, yes))).toBe("forbidden");
    expect(refusal(() => requireRequestDecider({ ...lead, privilegeId: "p" }, request, yes))).toBe(
      "forbidden",
    );
    expect(refusal(() => requireRequestDecider(lead, { ...request, state: "done" }, yes))).toBe(
      "wrong-state",
    );
    expect(refusal(() => requireRequestDecider(lead, request, { approve: false, note: " " }))).toBe(
      "reason-required",
    );
    expect(refusal(() => requireRequestDecider(actor("supervisor-reviewer"), request, yes))).toBe(
      "forbidden",
    );
    expect(refusal(() => requireHoldPlacer(actor("audit-admin"), "理由"))).toBe("forbidden");
    expect(refusal(() => requireHoldPlacer(actor("security-admin"), " "))).toBe("reason-required");
    const own = { kind: "erase-person" as const, state: "asked" as const, askedBy: "x", targetId: person };
    expect(refusal(() => requireRequestDecider(lead, own, yes))).toBe("same-person");
  });
});

describe("an erasure", () => {
  test("tells everything it runs into", () => {
    const clear = { endedAt: NOW, holds: 0, openDuties: 0, filesInRetention: 0, filesArchived: 0 };
    expect(organisationErasureBlocks(clear)).toEqual([]);
    expect(
      organisationErasureBlocks({
        endedAt: null,
        holds: 1,
        openDuties: 2,
        filesInRetention: 3,
        filesArchived: 4,
      }),
    ).toEqual(["active", "held", "open-duties", "in-retention", "archived"]);
  });

  test("of a person waits until audit records need the name no more", () => {
    const left = { endedAt: at("2027-06-16T01:00:00Z"), holds: 0, openDuties: 0 };
    expect(personErasureBlocks({}, left, NOW)).toEqual(["in-retention"]);
    expect(personErasureBlocks({}, left, at("2030-06-16T01:00:00Z"))).toEqual([]);
    expect(personErasureBlocks({}, { ...left, endedAt: null }, NOW)).toEqual(["active"]);
  });

  test("is complete when the last key backup is gone, and leaves a name that names nobody", () => {
    expect(erasureCompleteAt({ "retention.keyBackupDays": 10 }, NOW)).toEqual(at("2030-06-25T04:00:00Z"));
    expect(erasedName(person)).toBe("已注销人员 000001");
  });
});
