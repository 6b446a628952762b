import type { getWork, OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { useLang, useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import { PLACES } from "./links.ts";

type Part = OutputOf<typeof getWork>["sections"][number];
type Item = Part["items"][number];

/** One kind of work: how much, how much of it late, and the five most urgent. */
export function WorkSectionCard({ part, days }: { readonly part: Part; readonly days: number }) {
  const text = useText();
  const { key, count, late, items } = part;
  const places = PLACES[key];
  return (
    <Section
      flush
      title={
        <span className="yj-work-title">
          {text(`work.section.${key}`, { days })}
          <span className="yj-work-count">{count}</span>
          {late > 0 && late < count && <ToneTag tone="bad">{text("work.lateOf", { count: late })}</ToneTag>}
        </span>
      }
      extra={<Link to={places.list}>{text("work.all")}</Link>}
    >
      <ul className="yj-work-items">
        {items.map((item) => (
          <li key={item.id}>
            <span className="yj-work-what">
              <Link to={places.item(item)}>
                <ItemTitle part={part} item={item} />
              </Link>
              <span className="yj-hint">
                <ItemPlace part={part} item={item} />
              </span>
            </span>
            {item.dueAt !== null && (
              <span className="yj-work-due">
                <DueTime at={item.dueAt} show="left" />
              </span>
            )}
          </li>
        ))}
      </ul>
      {count > items.length && (
        <p className="yj-work-more yj-hint">{text("work.more", { count: count - items.length })}</p>
      )}
    </Section>
  );
}

function ItemTitle({ part, item }: { readonly part: Part; readonly item: Item }) {
  const text = useText();
  const lang = useLang();
  if (part.key === "certificate") return text("work.certificate", { number: item.label });
  return item.title?.[lang] ?? item.label;
}

/** Where and of whom: cloud, period or number, the party. */
function ItemPlace({ part, item }: { readonly part: Part; readonly item: Item }) {
  const text = useText();
  const label =
    part.key === "agreement" && item.label
      ? text(`work.changeKind.${item.label}`)
      : part.key === "retention" && item.label
        ? text(`retention.requests.kinds.${item.label}`)
        : part.key === "certificate" || item.title === null
          ? null
          : item.label;
  return [label, item.place, item.party].filter((each) => each !== null && each !== "").join(" · ");
}
