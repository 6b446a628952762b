import type { IncidentDetail } from "@yunjian/contract";
import { isSettingKey, sourceName } from "@yunjian/domain";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import "./incidents.css";

type Clock = IncidentDetail["clocks"][number];

/** Each limit: to whom, until when, from when, and the rule it comes from. */
export function Clocks({
  clocks,
  title,
  hint,
}: {
  readonly clocks: readonly Clock[];
  readonly title: string;
  readonly hint: string;
}) {
  const text = useText();
  const lang = useLang();
  return (
    <Section title={title} hint={hint}>
      {clocks.length === 0 && <p className="yj-hint">{text("incidents.clocks.none")}</p>}
      <ul className="yj-inc-clocks">
        {clocks.map((clock) => (
          <li key={clock.id} className={`yj-inc-clock yj-inc-clock-${clock.standing}`}>
            <div>
              <strong>{text(`incidents.channel.${clock.channel}`)}</strong>{" "}
              <StateTag kind="incidentClock" state={clock.standing} />
            </div>
            <div>
              {clock.doneAt ? (
                text("incidents.clocks.done", { at: formatInstant(clock.doneAt) })
              ) : clock.standing === "stopped" ? (
                formatInstant(clock.dueAt)
              ) : (
                <DueTime at={clock.dueAt} soonDays={0} />
              )}
            </div>
            <div className="yj-hint">
              {clock.organisation.name} · {text(`incidents.clocks.kind.${clock.kind}`)}{" "}
              <ToneTag plain tone={clock.legal ? "warn" : "neutral"}>
                {text(clock.legal ? "incidents.clocks.legal" : "incidents.clocks.contract")}
              </ToneTag>
            </div>
            <div className="yj-hint">
              {text("incidents.clocks.from", { at: formatInstant(clock.fromAt) })}
              {isSettingKey(clock.source) && ` · ${sourceName(clock.source, lang)}`}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
