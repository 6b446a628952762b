import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Assurance,
  browserFamily,
  isStrong,
  justInTimePosts,
  passwordWeakness,
  pendingStep,
  placeOfAddress,
  POSTS,
  type Refusal,
  requireConfirmed,
  STRONG_POSTS,
} from "../src/index.ts";

const now = new Date("2026-11-20T02:00:00Z");
const minutes = (count: number) => new Date(now.getTime() - count * 60_000);
const session = (over: Partial<Assurance> = {}): Assurance => ({
  aal: 1,
  method: "password",
  confirmedAt: now,
  hasFactor: false,
  passwordChangedAt: minutes(60),
  ...over,
});

describe("what a session owes", () => {
  it("is the factor, then a new password, then enrolment", () => {
    const old = new Date("2026-01-01T00:00:00Z");
    expect(
      pendingStep(session({ hasFactor: true, passwordChangedAt: old }), ["provider-lead"], {}, now),
    ).toBe("factor");
    expect(pendingStep(session({ passwordChangedAt: old }), ["provider-lead"], {}, now)).toBe("password");
    expect(pendingStep(session(), ["provider-lead"], {}, now)).toBe("enrol");
    expect(pendingStep(session(), ["provider-member"], {}, now)).toBeNull();
    expect(
      pendingStep(session({ aal: 2, method: "sso", passwordChangedAt: old }), ["provider-lead"], {}, now),
    ).toBeNull();
    expect(pendingStep(session(), ["provider-lead"], { "factor.requiredPosts": [] }, now)).toBeNull();
  });

  it("is never nothing at level 1 for a post that needs two factors", () => {
    fc.assert(
      fc.property(
        fc.subarray([...POSTS], { minLength: 1 }),
        fc.boolean(),
        fc.constantFrom("password" as const, "link" as const, "sso" as const),
        fc.option(fc.date({ noInvalidDate: true })),
        (posts, hasFactor, method, passwordChangedAt) => {
          const step = pendingStep(session({ hasFactor, method, passwordChangedAt }), posts, {}, now);
          const owes = hasFactor || posts.some((post) => STRONG_POSTS.includes(post));
          expect(owes && step === null).toBe(false);
        },
      ),
    );
  });
});

describe("a step that matters", () => {
  const ask = (
    assurance: Assurance,
    posts: readonly (typeof POSTS)[number][],
    kind: true | "always" = true,
  ) => {
    try {
      requireConfirmed("session", assurance, posts, {}, now, kind);
      return "passes";
    } catch (error) {
      return (error as Refusal).code;
    }
  };
  it("asks again after the setting's minutes, whoever has or needs a factor", () => {
    expect(ask(session({ aal: 2, confirmedAt: minutes(14) }), ["system-admin"])).toBe("passes");
    expect(ask(session({ aal: 2, confirmedAt: minutes(15) }), ["system-admin"])).toBe("confirmation-needed");
    expect(ask(session({ hasFactor: true, confirmedAt: null }), ["customer-member"])).toBe(
      "confirmation-needed",
    );
    expect(ask(session({ confirmedAt: minutes(600) }), ["customer-member"])).toBe("passes");
    expect(ask(session({ confirmedAt: minutes(600) }), ["customer-member"], "always")).toBe(
      "confirmation-needed",
    );
  });
  it("is not asked of keys and jobs", () => {
    for (const via of ["api-key", "job"] as const)
      expect(() => requireConfirmed(via, null, ["system-admin"], {}, now, "always")).not.toThrow();
  });
});

describe("places", () => {
  it("are networks, not addresses", () => {
    expect(placeOfAddress("10.1.2.3")).toBe("10.1.2.0/24");
    expect(placeOfAddress("::ffff:10.1.2.99")).toBe("10.1.2.0/24");
    expect(placeOfAddress("2001:0db8:85a3::8a2e:370:7334")).toBe("2001:db8:85a3::/48");
    expect(placeOfAddress("::1")).toBe("0:0:0::/48");
    expect(placeOfAddress("")).toBe("unknown");
    expect(placeOfAddress("<script>")).toBe("unknown");
  });
  it("know browsers by family", () => {
    const chrome = (version: number) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
    expect(browserFamily(chrome(120))).toBe("Chrome / Windows");
    expect(browserFamily(chrome(121))).toBe(browserFamily(chrome(99)));
    expect(browserFamily(`${chrome(120)} Edg/120.0`)).toBe("Edge / Windows");
    expect(browserFamily("")).toBe("other / other");
  });
});

describe("passwords", () => {
  const rules = { minLength: 14, kinds: 3 };
  const weak = (password: string) => passwordWeakness(password, rules, ["zhangsan"])?.en ?? null;
  it("are refused when they are common, runs, repeated or the own name", () => {
    expect(weak("Shan-Shui-Cheng-2026")).toBeNull();
    expect(weak("Yun-Ying-2026-Demo")).toBeNull();
    expect(weak("Short-1")).toMatch(/14 characters/);
    expect(weak("nurkleinbuchstaben")).toMatch(/3 of/);
    expect(weak("P@ssw0rd2026!!")).toMatch(/common/);
    expect(weak("Admin-Welcome-2026")).toMatch(/common/);
    expect(weak("Woaini-Zhongguo-1949")).toMatch(/common/);
    expect(weak("Abcdefghijk-2026")).toMatch(/alphabet/);
    expect(weak("1qaz2WSX3edc4R!")).toMatch(/alphabet/);
    expect(weak("Aa1!Aa1!Aa1!Aa1!")).toMatch(/repeated/);
    expect(weak("Xq-Zhangsan-7781")).toMatch(/name/);
  });
  it("never pass below the least length, whatever they are made of", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 13 }), (password) => {
        expect(weak(password)).not.toBeNull();
      }),
    );
  });
});

describe("single sign-on", () => {
  it("counts as a second factor only by agreed values", () => {
    const agreed = { strongAcr: ["urn:strong"], strongAmr: ["otp", "hwk"] };
    expect(isStrong({ acr: "urn:strong" }, agreed)).toBe(true);
    expect(isStrong({ amr: ["pwd", "otp"] }, agreed)).toBe(true);
    expect(isStrong({ acr: "urn:weak", amr: ["pwd"] }, agreed)).toBe(false);
    expect(isStrong({ acr: ["urn:strong"], amr: "otp" }, agreed)).toBe(false);
    expect(isStrong({}, { strongAcr: [], strongAmr: [] })).toBe(false);
  });
  it("makes no lead, reviewer or administrator on the fly", () => {
    const all = justInTimePosts([
      "supervisor",
      "manager",
      "provider",
      "customer",
      "assessor",
      "supplier",
      "partner",
    ]);
    expect(all).toContain("provider-member");
    for (const post of all) expect(STRONG_POSTS).not.toContain(post);
    expect(all.filter((post) => post.endsWith("-lead") || post.endsWith("-admin"))).toEqual([]);
  });
});
