import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  certificateStanding,
  certificateValidUntil,
  checkCreditCode,
  checkDomains,
  creditCheckSign,
  domainWarnings,
  endOfDay,
  importKindsFor,
  permissionsOf,
  placementWarnings,
  startOfDay,
  suffixList,
  tidyDomain,
} from "../src/index.ts";

const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

describe("credit codes", () => {
  it("carry the check sign of GB 32100-2015", () => {
    // The standard's own example: Industrial and Commercial Bank of China.
    expect(creditCheckSign("91100000100003962")).toBe("T");
    expect(checkCreditCode("/creditCode", "91100000100003962T")).toBeNull();
  });

  it("are refused when one sign differs", () => {
    const body = fc
      .array(fc.constantFrom(...SIGNS), { minLength: 17, maxLength: 17 })
      .map((signs) => signs.join(""));
    fc.assert(
      fc.property(body, fc.nat(16), fc.constantFrom(...SIGNS), (first17, at, sign) => {
        const code = `${first17}${creditCheckSign(first17)}`;
        expect(checkCreditCode("/c", code)).toBeNull();
        const other = code.slice(0, at) + sign + code.slice(at + 1);
        if (other !== code) expect(checkCreditCode("/c", other)?.field).toBe("/c");
      }),
    );
  });

  it("say what is wrong with them", () => {
    expect(checkCreditCode("/c", "123")?.message.zh).toContain("现为 3 位");
    expect(checkCreditCode("/c", "9111000010000396IO")?.message.zh).toContain("不含 I、O、S、V、Z");
    expect(checkCreditCode("/c", null)).toBeNull();
  });
});

describe("domains", () => {
  it("are tidied from what people paste", () => {
    expect(tidyDomain(" HTTPS://WWW.Yunzhou.gov.cn:8443/index?x#y ")).toBe("www.yunzhou.gov.cn");
    expect(tidyDomain("云州.政务.")).toBe("云州.政务");
  });
  it("are checked, and a website needs one", () => {
    expect(checkDomains("/d", ["www.yunzhou.gov.cn", "云州.政务"], true)).toBeNull();
    expect(checkDomains("/d", ["no dots"], false)?.message.zh).toContain("no dots");
    expect(checkDomains("/d", [], true)?.field).toBe("/d");
    expect(checkDomains("/d", [], false)).toBeNull();
  });
  it("with another ending are worth a look", () => {
    const suffixes = suffixList("gov.cn，.政务");
    expect(suffixes).toEqual([".gov.cn", ".政务"]);
    expect(domainWarnings(["a.gov.cn", "b.政务", "notgov.cn", "c.com"], suffixes)).toHaveLength(2);
  });
});

describe("levels", () => {
  it("of a cloud are not below what it hosts", () => {
    const cloud = (mlpsLevel: number | null) => ({ name: "云", mlpsLevel });
    expect(placementWarnings({ mlpsLevel: 3 }, cloud(2)).map((warning) => warning.code)).toEqual([
      "mlps-below-system",
    ]);
    expect(placementWarnings({ mlpsLevel: 3 }, cloud(null)).map((warning) => warning.code)).toEqual([
      "mlps-unknown",
    ]);
    expect(placementWarnings({ mlpsLevel: 3 }, cloud(3))).toEqual([]);
    expect(placementWarnings({ mlpsLevel: null }, cloud(null))).toEqual([]);
  });
});

describe("certificates", () => {
  const facts = { issuedOn: "2025-03-10", validUntil: "2028-03-09", appliedOn: null, voidedAt: null };
  const on = (day: string, more: Partial<Parameters<typeof certificateStanding>[0]> = {}) =>
    certificateStanding({ ...facts, ...more }, startOfDay(day), {}).state;

  it("hold for three years, or as set", () => {
    expect(certificateValidUntil("2025-03-10", {})).toBe("2028-03-09");
    expect(certificateValidUntil("2024-02-29", {})).toBe("2027-02-27");
    expect(certificateValidUntil("2025-03-10", { "certificate.validMonths": 12 })).toBe("2026-03-09");
  });

  it("change their standing on the very day", () => {
    expect(on("2027-03-08")).toBe("valid");
    expect(on("2027-03-09")).toBe("apply-soon");
    expect(on("2027-09-09")).toBe("apply-soon");
    expect(on("2027-09-10")).toBe("apply-late");
    expect(on("2027-09-10", { appliedOn: "2027-08-01" })).toBe("applied");
    expect(certificateStanding(facts, endOfDay("2028-03-09"), {}).state).toBe("apply-late");
    expect(on("2028-03-10", { appliedOn: "2027-08-01" })).toBe("expired");
    expect(on("2025-04-01", { voidedAt: new Date(0) })).toBe("voided");
  });

  it("are reminded of before the last day to apply, and only grow worse with time", () => {
    const order = ["valid", "apply-soon", "apply-late", "expired"];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.nat(2000), fc.nat(400), (start, wait, more) => {
        const issuedOn = addDays("2020-01-01", start);
        const certificate = {
          issuedOn,
          validUntil: certificateValidUntil(issuedOn, {}),
          appliedOn: null,
          voidedAt: null,
        };
        const standing = (days: number) =>
          certificateStanding(certificate, startOfDay(addDays(issuedOn, days)), {});
        const { applyBy, remindOn, validUntil } = standing(0);
        expect(applyBy).toBe(addMonths(validUntil, -6));
        for (const { on: day } of remindOn) expect(day < applyBy).toBe(true);
        expect(order.indexOf(standing(wait + more).state)).toBeGreaterThanOrEqual(
          order.indexOf(standing(wait).state),
        );
      }),
    );
  });
});

describe("imports", () => {
  it("are offered by the permissions a post has", () => {
    expect(importKindsFor(permissionsOf(["provider-member"]))).toEqual([
      "sites",
      "systems",
      "resources",
      "contracts",
      "shifts",
    ]);
    expect(importKindsFor(permissionsOf(["audit-admin"]))).toEqual([]);
    expect(importKindsFor(permissionsOf(["system-admin"]))).toContain("people");
    expect(importKindsFor(permissionsOf(["customer-lead"]))).toContain("people");
  });
});
