import { describe, expect, it } from "vitest";
import { EVENT_KINDS, type EventKind } from "../src/events.ts";
import {
  checkChoice,
  defaultChoice,
  NOTICE_EVENTS,
  NOTICE_KEYS,
  noticesOn,
  postsWith,
  writeNotice,
} from "../src/notice.ts";
import { NOTICES } from "../src/notices/all.ts";
import { digestMail, linkMail, noticeMail } from "../src/notice-mail.ts";
import { Refusal } from "../src/refusal.ts";
import type { Lang } from "../src/vocabulary.ts";

/** Events nobody needs to be told of: steps of the register, of sessions, of the platform's own keeping. */
const SILENT: readonly EventKind[] = [
  // Steps that stand on the incident's page; what calls for action has a notice of its own.
  "incident.repeated",
  "incident.confirmed",
  "incident.phase-entered",
  "incident.fact-added",
  "incident.graded",
  "incident.touched",
  "incident.customers-added",
  "incident.customer-waived",
  "incident.customer-called",
  "incident.acknowledged",
  "incident.told",
  "incident.task-set",
  "incident.task-done",
  "incident.report-written",
  "incident.compared",
  "incident.rectification-demanded",
  // Who asked for a package or an export sits in front of it.
  "package.asked",
  "package.made",
  "package.opened",
  "package.expired",
  "record.exported",
  "file.sm3-recorded",
  // A roster speaks for itself; only what it leaves open is told.
  "shift.planned",
  "shift.withdrawn",
  "hand-over.written",
  "hand-over.received",
  "protected-period.drafted",
  "protected-period.changed",
  "protected-period.closed",
  "protected-period.reported",
  "organisation.registered",
  "organisation.changed",
  "organisation.ended",
  "person.registered",
  "person.invited",
  "person.changed",
  "person.ended",
  "person.password-set",
  "person.unlocked",
  "person.signed-in",
  "person.signed-out",
  "person.reset-asked",
  "person.sign-in-failed",
  "post.given",
  "post.ended",
  "engagement.started",
  "engagement.ended",
  "key.revoked",
  "cloud.registered",
  "cloud.changed",
  "cloud.ended",
  "certificate.registered",
  "certificate.applied",
  "site.registered",
  "site.changed",
  "site.ended",
  "system.registered",
  "system.changed",
  "system.placed",
  "system.moved-out",
  "system.ended",
  "resource.registered",
  "resource.changed",
  "resource.ended",
  "contract.registered",
  "contract.changed",
  "contract.ended",
  "import.finished",
  "catalogue.attached",
  "calendar.imported",
  "setting.changed",
  "evidence.keys-rotated",
  "evidence.keys-destroyed",
  "person.erased",
  "file.disposed",
  "retention.withdrawn",
  "retention.carried-out",
  "retention.cleared",
  "hold.placed",
  "hold.lifted",
  "archive.marked",
  "archive.changed",
  "ledger.succeeded",
  "ledger.mended",
  "agreement.made",
  "obligation.started",
  "obligation.ended",
  "period.opened",
  "file.uploaded",
  "file.refused",
  "file.read",
  "file.scanned",
  "storage.check-asked",
  "scanner.back",
  "submission.drafted",
  "submission.recalled",
  "submission.discarded",
  "submission.handed-over",
  "key.rotated",
  "post.confirmed",
  "privilege.withdrawn",
  "privilege.taken-up",
  "privilege.laid-down",
  "loosening.withdrawn",
  "extension.withdrawn",
  "template.changed",
  "notice-rule.changed",
  "mail.discarded",
  "backup.made",
  "person.confirmed",
  "person.exported",
  "factor.enrolled",
  "factor.removed",
  "recovery-codes.made",
  "recovery-code.used",
  "sso.configured",
  "sso.linked",
  "sso.unlinked",
  // The provider's own draft; acknowledgements are counted in the case; terms stand on the cloud's page.
  "change.drafted",
  "change.discarded",
  "change.acknowledged",
  "change-terms.agreed",
];

describe("rules of notices", () => {
  it("decide for every kind of event: somebody is told, or nobody on purpose", () => {
    const undecided = EVENT_KINDS.filter((kind) => !NOTICE_EVENTS.has(kind) && !SILENT.includes(kind));
    expect(undecided).toEqual([]);
    expect(SILENT.filter((kind) => NOTICE_EVENTS.has(kind))).toEqual([]);
  });

  it("tell posts that exist of what their permission lets them do", () => {
    for (const key of NOTICE_KEYS) {
      expect(NOTICES[key].tell.length, key).toBeGreaterThan(0);
      for (const audience of NOTICES[key].tell) {
        if (audience.to !== "asker") expect(postsWith(audience.with).length, key).toBeGreaterThan(0);
      }
    }
  });

  it("choose by the outcome of a review and by the rung of an escalation", () => {
    expect(noticesOn("review.decided", { outcome: "supplement-needed" })).toEqual(["period-returned"]);
    expect(noticesOn("review.decided", { outcome: "non-compliant" })).toEqual(["period-decided"]);
    expect(noticesOn("rectification.escalated", { to: "manager" })).toEqual([
      "rectification-escalated-manager",
    ]);
    expect(noticesOn("cloud.changed", {})).toEqual([]);
  });

  it("mail at once what cannot wait, whatever else goes by digest", () => {
    for (const key of [
      "period-overdue",
      "rectification-overdue",
      "period-returned",
      "period-decided",
      "account-locked",
    ] as const) {
      expect(defaultChoice(key).mail).toBe("at-once");
    }
    expect(defaultChoice("period-due").mail).toBe("digest");
  });

  it("take days only where days are counted, in range, once each", () => {
    expect(checkChoice("period-due", { enabled: true, mail: "digest", days: [3, 14, 3] }).days).toEqual([
      14, 3,
    ]);
    expect(() => checkChoice("period-due", { enabled: true, mail: "digest", days: [0] })).toThrow(Refusal);
    expect(() => checkChoice("dispute-raised", { enabled: true, mail: "digest", days: [3] })).toThrow(
      Refusal,
    );
  });
});

describe("words", () => {
  const params = {
    what: { zh: "漏洞扫描报告", en: "Vulnerability scan report" },
    label: "2026-10",
    number: "整改〔2026〕17号",
    cloud: "云州电信政务云",
    org: "电信云",
    person: "卫东",
    channel: { zh: "公安机关", en: "the police" },
    due: "2026-11-20",
    from: "2026-11-01",
    to: "2026-12-01",
    hour: 17,
    count: 4,
    file: "扫描结果.zip",
    days: 3,
    months: 12,
    outcome: { zh: "符合", en: "compliant" },
    system: "社会保险公共服务网",
    customer: "市人社局",
    ends: "2026-11-20 18:00",
    record: "2026-11-23 24:00",
    planned: "2026-12-04 22:00",
    answer: "2026-11-25 24:00",
  };

  it.each(["zh", "en"] as Lang[])("are complete in %s for every rule", (lang) => {
    for (const key of NOTICE_KEYS) {
      const { title, text } = writeNotice(key, params, lang);
      expect(`${title}${text}`, key).not.toMatch(/[{}]|undefined|未注明|not given/);
      if (lang === "en")
        expect(`${NOTICES[key].title.en}${NOTICES[key].text.en}`, key).not.toMatch(/\p{Script=Han}/u);
      else expect(text, key).toMatch(/\p{Script=Han}/u);
    }
  });

  it("say plainly when something is missing rather than show a gap", () => {
    expect(writeNotice("period-overdue", {}, "zh").title).toBe("已逾期：（未注明）（（未注明））");
  });

  it("reach mail as title and link only", () => {
    const { title, text } = writeNotice("rectification-issued", params, "zh");
    const mail = noticeMail(
      { name: "卫东", lang: "zh", platform: "政务云安全监管平台" },
      { title, path: "/rectifications/1" },
    );
    expect(mail.subject).toBe("[政务云安全监管平台] 整改通知：整改〔2026〕17号");
    expect(mail.text).toContain("{link}/rectifications/1");
    expect(mail.text).not.toContain(text);
    expect(mail.text).not.toContain("电信");
  });

  it("gather in a digest of bearable length", () => {
    const to = { name: "Wei Dong", lang: "en", platform: "Yunjian" } as const;
    const lines = Array.from({ length: 63 }, (_, i) => ({
      title: `Item ${i + 1}`,
      path: `/periods/${i + 1}`,
    }));
    const mail = digestMail(to, lines);
    expect(mail.subject).toBe("[Yunjian] Digest: 63 notice(s)");
    expect(mail.text).toContain("50. Item 50\n   {link}/periods/50");
    expect(mail.text).not.toContain("Item 51");
    expect(mail.text).toContain("And 13 more in the inbox.");
    expect(mail.text).not.toMatch(/\p{Script=Han}/u);
  });

  it("carry a one-time link with the hour until which it works", () => {
    const mail = linkMail(
      { name: "卫东", lang: "zh", platform: "云鉴" },
      { purpose: "invitation", path: "/link#abc", expiresAt: new Date("2026-11-27T02:00:00Z") },
    );
    expect(mail.text).toContain("{link}/link#abc");
    expect(mail.text).toContain("2026-11-27 10:00");
  });
});
