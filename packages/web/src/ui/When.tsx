import { Tooltip } from "antd";
import { useNow } from "../lib/clock.ts";
import { formatDay, formatDue, formatExact, formatInstant, formatLeft, formatSource } from "../lib/format.ts";
import { useLang, useText } from "../lib/language.ts";
import { ShapeIcon } from "./StateTag.tsx";
import { inkOf, type Tone } from "./tones.ts";

type Moment = Date | string;

/** A calendar date: 2026-11-20 (周五). */
export function Day({ date }: { readonly date: Moment | null }) {
  const lang = useLang();
  if (date === null) return <None />;
  return <span className="yj-figure">{formatDay(date, lang)}</span>;
}

/** An instant to the minute; the hover says it exactly. */
export function Instant({ at }: { readonly at: Moment | null }) {
  const lang = useLang();
  if (at === null) return <None />;
  return (
    <Tooltip title={formatExact(at, lang)}>
      <time className="yj-figure" dateTime={new Date(at).toISOString()}>
        {formatInstant(at)}
      </time>
    </Tooltip>
  );
}

export function None() {
  return <span className="yj-none">–</span>;
}

const DAY_MS = 86_400_000;

export interface DueTimeProps {
  readonly at: Moment | null;
  /** The rule that gave it (column `due_rule`): shown on hover as a sentence. */
  readonly rule?: string | null;
  /** What was due has been done: only the date, no count and no colour. */
  readonly done?: boolean;
  /** Rests on a working-day calendar that is not announced yet. */
  readonly provisional?: boolean;
  /** Only what is left, only the date, or both. */
  readonly show?: "left" | "date" | "both";
  /** Days before the due date from which it is marked; the setting posture.dueSoonDays. */
  readonly soonDays?: number;
}

/** A deadline: what is left of it in words; exact instant and source on hover. */
export function DueTime({
  at,
  rule,
  done = false,
  provisional = false,
  show = "both",
  soonDays = 7,
}: DueTimeProps) {
  const lang = useLang();
  const text = useText();
  const now = useNow();
  if (at === null) return <None />;
  const due = new Date(at);
  const left = due.getTime() - now.getTime();
  const tone: Tone = left < 0 ? "bad" : left <= soonDays * DAY_MS ? "warn" : "neutral";
  const date = (
    <time className="yj-figure" dateTime={due.toISOString()}>
      {formatDue(due, lang)}
      {provisional && ` ${text("common.due.provisionalMark")}`}
    </time>
  );
  const hover = (
    <>
      <div>{formatExact(due, lang)}</div>
      {rule && <div>{formatSource(rule, lang)}</div>}
      {provisional && !rule && <div>{text("common.due.provisional")}</div>}
    </>
  );
  return (
    <Tooltip title={hover}>
      <span className="yj-due" tabIndex={0}>
        {done || show === "date" ? (
          date
        ) : (
          <>
            <span className="yj-due-left" style={{ color: inkOf(tone) }}>
              {tone !== "neutral" && <ShapeIcon shape={tone === "bad" ? "triangle" : "clock"} />}
              {formatLeft(due, now, lang)}
            </span>
            {show === "both" && <span className="yj-due-date">{date}</span>}
          </>
        )}
      </span>
    </Tooltip>
  );
}
