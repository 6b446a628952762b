import { Tooltip } from "antd";
import { Link } from "react-router";
import { formatNumber } from "../lib/format.ts";
import { useText } from "../lib/language.ts";
import { inkOf, type Tone } from "./tones.ts";
import { None } from "./When.tsx";

/** A duty's or clause's id as a link to the catalogue; the hover says what it asks. */
export function ClauseLink({
  id,
  title,
  place,
}: {
  readonly id: string;
  readonly title?: string;
  readonly place?: string;
}) {
  const hover = [place, title].filter(Boolean).join(" ");
  const link = (
    <Link className="yj-clause" to={`/catalogue/${encodeURIComponent(id)}`}>
      {id}
    </Link>
  );
  return hover === "" ? link : <Tooltip title={hover}>{link}</Tooltip>;
}

/** Who: name, and the organisation where it is not obvious. Without a name: the platform itself. */
export function PersonName({
  name,
  organisation,
}: {
  readonly name: string | null;
  readonly organisation?: string | null;
}) {
  const text = useText();
  return (
    <span className="yj-person">
      {name ?? text("common.platformItself")}
      {organisation && <span className="yj-person-org">{organisation}</span>}
    </span>
  );
}

export interface NumberCellProps {
  readonly value: number | null | undefined;
  readonly unit?: string;
  /** Draws the eye where the figure is above zero. */
  readonly tone?: Tone;
}

/** A figure, right-aligned with equal digits; zero stands back. */
export function NumberCell({ value, unit, tone }: NumberCellProps) {
  if (value === null || value === undefined) return <None />;
  const style = tone && value > 0 ? { color: inkOf(tone), fontWeight: 600 } : undefined;
  return (
    <span className={value === 0 ? "yj-figure yj-zero" : "yj-figure"} style={style}>
      {formatNumber(value)}
      {unit && <span className="yj-unit">{unit}</span>}
    </span>
  );
}
