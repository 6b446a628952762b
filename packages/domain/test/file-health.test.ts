import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isDamage,
  needsSecondPerson,
  OBJECT_FAULTS,
  parseSetting,
  Refusal,
  requireAttachable,
  requireNotInfected,
  requireScannedFirst,
  REVIEW_OUTCOMES,
  SCAN_FIRST,
  SCAN_RESULTS,
  SCAN_STATES,
  type ScanState,
  scanAgainAt,
  scanNews,
} from "../src/index.ts";
import { person } from "./people.ts";

const file = (state: ScanState, name = "附件.zip") => ({ name, scan: { state, found: "Some.Signature" } });
const code = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe("a decision", () => {
  const decide = (
    states: ScanState[],
    rule: (typeof SCAN_FIRST)[number],
    outcome: (typeof REVIEW_OUTCOMES)[number],
  ) =>
    code(() =>
      requireScannedFirst(
        states.map((state) => file(state)),
        { "review.scanFirst": rule },
        outcome,
      ),
    );

  it("waits while a file waits, whatever the outcome; without a scanner only if the setting says so", () => {
    for (const outcome of REVIEW_OUTCOMES) {
      expect(decide(["clean", "waiting"], "when-connected", outcome)).toBe("scan-waiting");
      expect(decide(["unscanned"], "when-connected", outcome)).toBeNull();
      expect(decide(["unscanned"], "always", outcome)).toBe("scan-waiting");
    }
  });

  it("on what is infected or could not be scanned is never compliant, and can be anything else", () => {
    expect(decide(["clean", "infected"], "when-connected", "compliant")).toBe("file-infected");
    expect(decide(["failed"], "when-connected", "compliant")).toBe("scan-impossible");
    for (const outcome of ["supplement-needed", "non-compliant"] as const)
      expect(decide(["failed", "infected"], "always", outcome)).toBeNull();
  });

  it("is free when nothing is asked, and when all is clean", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...SCAN_STATES)),
        fc.constantFrom(...REVIEW_OUTCOMES),
        (states, outcome) => {
          expect(decide(states, "never", outcome)).toBeNull();
          expect(
            decide(
              states.map(() => "clean" as const),
              "always",
              outcome,
            ),
          ).toBeNull();
        },
      ),
    );
  });

  it("gets stricter along the options, never looser", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...SCAN_STATES)),
        fc.constantFrom(...REVIEW_OUTCOMES),
        (states, outcome) => {
          const refused = SCAN_FIRST.map((rule) => decide(states, rule, outcome) !== null);
          expect(refused).toEqual([...refused].sort());
        },
      ),
    );
  });
});

describe("a file", () => {
  const own = { orgId: "o1", state: "kept" as const };
  const who = person("p1", "o1", "provider-member");
  it("is attached when it is not infected, and where the setting asks for it only when it was found clean", () => {
    for (const state of SCAN_STATES) {
      const attach = (allow: boolean) =>
        code(() => requireAttachable(who, [{ ...own, ...file(state) }], allow));
      expect(attach(true)).toBe(state === "infected" ? "file-infected" : null);
      expect(attach(false)).toBe(
        state === "infected" ? "file-infected" : state === "clean" ? null : "file-unscanned",
      );
      expect(code(() => requireNotInfected(file(state)))).toBe(state === "infected" ? "file-infected" : null);
    }
  });

  it("tells what is new between two scans, and nothing when nothing is", () => {
    for (const after of SCAN_RESULTS) {
      expect(scanNews(after, after)).toBeNull();
      expect(scanNews(null, after)).toBe(after === "infected" ? "file.infected" : "file.scanned");
    }
    expect(scanNews("infected", "clean")).toBe("file.cleared");
    expect(scanNews("clean", "infected")).toBe("file.infected");
    // Not scannable is not cleared.
    expect(scanNews("infected", "failed")).toBe("file.scanned");
  });

  it("is damaged by every fault but a key destroyed on purpose", () => {
    expect(OBJECT_FAULTS.filter((fault) => !isDamage(fault))).toEqual(["key-erased"]);
    expect(isDamage(null)).toBe(false);
  });
});

it("waits longer after each failure, at most an hour", () => {
  const now = new Date("2026-11-20T02:00:00Z");
  const minutes = [1, 2, 3, 4, 7, 50].map(
    (tries) => (scanAgainAt(tries, now).getTime() - now.getTime()) / 60_000,
  );
  expect(minutes).toEqual([1, 2, 4, 8, 60, 60]);
});

it("asks for a second person to have reviews wait for less", () => {
  expect(parseSetting("review.scanFirst", "always")).toBe("always");
  expect(needsSecondPerson("review.scanFirst", "when-connected", "never")).toBe(true);
  expect(needsSecondPerson("review.scanFirst", "always", "when-connected")).toBe(false);
  expect(needsSecondPerson("review.scanFirst", "never", "always")).toBe(false);
  expect(needsSecondPerson("storage.seenDays", 90, 365)).toBe(true);
});
