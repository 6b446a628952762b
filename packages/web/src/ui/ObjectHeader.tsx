import { LeftOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useText } from "../lib/language.ts";
import { useDocumentTitle } from "../lib/title.ts";
import { type Fact, Facts } from "./Facts.tsx";
import { DueTime, type DueTimeProps } from "./When.tsx";

export interface WhoseTurnProps {
  /** Who has to act: an organisation's or a person's name; null when nobody has to. */
  readonly who: string | null;
  /** It is I, or my organisation. */
  readonly mine?: boolean;
  /** What has to be done, in a few words. */
  readonly what?: string;
  readonly until?: DueTimeProps["at"];
  readonly rule?: string | null;
}

/** Whose turn is it and until when: the question every object answers first. */
export function WhoseTurn({ who, mine = false, what, until = null, rule = null }: WhoseTurnProps) {
  const text = useText();
  if (who === null) return <div className="yj-turn yj-turn-none">{what ?? text("common.turn.none")}</div>;
  return (
    <div className={mine ? "yj-turn yj-turn-mine" : "yj-turn"}>
      <span className="yj-turn-label">{text(mine ? "common.turn.mine" : "common.turn.of")}</span>
      <strong>{who}</strong>
      {what && <span>{what}</span>}
      {until !== null && <DueTime at={until} rule={rule} />}
    </div>
  );
}

export interface ObjectHeaderProps {
  /** What is this. */
  readonly title: string;
  /** 整改〔2026〕17号 */
  readonly number?: string;
  /** Where does it stand: StateTags. */
  readonly state?: ReactNode;
  /** Whose turn is it and until when: <WhoseTurn/>. */
  readonly turn?: ReactNode;
  readonly facts?: readonly Fact[];
  /** The next steps; the main one last. */
  readonly actions?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
}

/** The top of every object page: what, state, turn, steps, facts. */
export function ObjectHeader({ title, number, state, turn, facts, actions, back }: ObjectHeaderProps) {
  useDocumentTitle(title);
  return (
    <header className="yj-object">
      {back && (
        <Link className="yj-back" to={back.to}>
          <LeftOutlined aria-hidden="true" /> {back.label}
        </Link>
      )}
      <div className="yj-object-line">
        <div className="yj-object-title">
          <h1>{title}</h1>
          {number && <span className="yj-number">{number}</span>}
          {state}
        </div>
        {actions && <div className="yj-actions">{actions}</div>}
      </div>
      {turn}
      {facts && facts.length > 0 && <Facts items={facts} />}
    </header>
  );
}

export interface PageHeaderProps {
  readonly title: string;
  /** One sentence: what this page is for. */
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
}

/** The top of every page that is not about one object. */
export function PageHeader({ title, hint, actions }: PageHeaderProps) {
  useDocumentTitle(title);
  return (
    <header className="yj-page-header">
      <div>
        <h1>{title}</h1>
        {hint && <p className="yj-hint">{hint}</p>}
      </div>
      {actions && <div className="yj-actions">{actions}</div>}
    </header>
  );
}
