import { type ReactNode, useId } from "react";

export interface SectionProps {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  /** To the right of the title: links, small buttons. */
  readonly extra?: ReactNode;
  /** Without inner spacing, for tables that reach the edge. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, hint, extra, flush = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className="yj-section" aria-labelledby={id}>
      <div className="yj-section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {hint && <p className="yj-hint">{hint}</p>}
        </div>
        {extra && <div className="yj-section-extra">{extra}</div>}
      </div>
      <div className={flush ? "yj-section-flush" : "yj-section-body"}>{children}</div>
    </section>
  );
}

/** Main part with tabs or sections at the left, timeline at the right; one column when narrow. */
export function Columns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className="yj-columns">
      <div className="yj-columns-main">{main}</div>
      <aside className="yj-columns-side">{side}</aside>
    </div>
  );
}
