import type { getPeriod, OutputOf } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import { formatDay } from "../../lib/format.ts";
import type { useText } from "../../lib/language.ts";
import type { TimelineItem } from "../../ui/Timeline.tsx";

type Period = OutputOf<typeof getPeriod>;
type Text = ReturnType<typeof useText>;

/** What happened to a period, from its own instants and its extensions; newest first. */
export function periodTimeline(period: Period, text: Text, lang: Lang): TimelineItem[] {
  const events: (TimelineItem | null)[] = [
    at("opened", period.trigger === "request" ? null : period.opensAt, { tone: "info" }),
    at("requested", period.trigger === "request" ? period.opensAt : null, {
      tone: "info",
      who: period.requestedBy ?? undefined,
    }),
    at("submitted", period.submittedAt, { who: period.party.name, shape: "flag", tone: "info" }),
    at("received", period.receivedAt, {}),
    ...(period.decidedAt !== null && (period.state === "compliant" || period.state === "non-compliant")
      ? [
          at(period.state, period.decidedAt, {
            tone: period.state === "compliant" ? "good" : "bad",
            shape: period.state === "compliant" ? "check" : "cross",
          }),
        ]
      : []),
    at("rectified", period.rectifiedAt, { tone: "good", shape: "check" }),
    ...period.extensions.flatMap((extension) => {
      const asked: TimelineItem = {
        key: `${extension.id} asked`,
        at: extension.askedAt,
        what: text("extensions.event.asked", { until: formatDay(extension.untilAt, lang) }),
        who: extension.askedBy,
        detail: extension.reason,
        tone: "warn",
        shape: "clock",
      };
      if (extension.state === "asked" || extension.decidedAt === null) return [asked];
      const until = extension.grantedUntil ?? extension.untilAt;
      const decided: TimelineItem = {
        key: `${extension.id} decided`,
        at: extension.decidedAt,
        what: text(`extensions.event.${extension.state}`, { until: formatDay(until, lang) }),
        who: extension.decidedBy ?? undefined,
        detail: extension.decisionNote || undefined,
        tone: extension.state === "granted" ? "good" : "neutral",
      };
      return [decided, asked];
    }),
  ];
  return events
    .filter((event) => event !== null && new Date(event.at) <= new Date())
    .map((event) => event as TimelineItem)
    .sort((a, b) => (new Date(b.at) > new Date(a.at) ? 1 : -1));

  function at(name: string, when: string | null, more: Partial<TimelineItem>): TimelineItem | null {
    return when === null ? null : { key: name, at: when, what: text(`periods.event.${name}`), ...more };
  }
}
