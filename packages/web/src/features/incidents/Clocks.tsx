import type { IncidentDetail } from "@yunjian/contract";
import { isSettingKey, sourceName } from "@yunjian/domain";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import "./incidents.css";

type Clock = IncidentDetail["clocks"][number];

/** The name of a setting ends with its unit; the limit stands here as a time. */
const UNIT = /\s*[（(][^（）()]*[）)]$/u;

/** Customers are told; whoever else has an agreed limit is reported to. */
const kindOf = ({ kind, channel }: Clock) =>
  kind === "contract" && channel !== "customers" ? "report" : kind;

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
                text(clock.channel === "customers" ? "incidents.clocks.told" : "incidents.clocks.done", {
                  at: formatInstant(clock.doneAt),
                })
              ) : clock.standing === "stopped" ? (
                formatInstant(clock.dueAt)
              ) : (
                <DueTime at={clock.dueAt} soonDays={0} />
              )}
            </div>
            <div className="yj-hint">
              {clock.organisation.name} · {text(`incidents.clocks.kind.${kindOf(clock)}`)}{" "}
              <ToneTag plain tone={clock.legal ? "warn" : "neutral"}>
                {text(clock.legal ? "incidents.clocks.legal" : "incidents.clocks.contract")}
              </ToneTag>
            </div>
            <div className="yj-hint">
              {text("incidents.clocks.from", { at: formatInstant(clock.fromAt) })}
              {isSettingKey(clock.source) && ` · ${sourceName(clock.source, lang).replace(UNIT, "")}`}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
