import type { ReactNode } from "react";
import { None } from "./When.tsx";

export interface Fact {
  readonly label: string;
  /** null, undefined and '' show a dash. */
  readonly value: ReactNode;
  /** Takes the whole line. */
  readonly wide?: boolean;
}

/** A strip of facts under a title; wraps by itself. */
export function Facts({ items }: { readonly items: readonly Fact[] }) {
  return (
    <dl className="yj-facts">
      {items.map(({ label, value, wide }) => (
        <div key={label} className={wide ? "yj-fact yj-fact-wide" : "yj-fact"}>
          <dt>{label}</dt>
          <dd>{value === null || value === undefined || value === "" ? <None /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
