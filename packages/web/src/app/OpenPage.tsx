import type { ReactNode } from "react";
import { chooseLanguage, useLang, useText } from "../lib/language.ts";
import { Mark } from "./Mark.tsx";

interface OpenPageProps {
  readonly title: string;
  readonly lead?: string;
  /** To the right of the form. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of pages that need no session: sign-in, first set-up, one-time links. */
export function OpenPage({ title, lead, aside, children }: OpenPageProps) {
  const text = useText();
  const lang = useLang();
  const other = lang === "zh" ? "en" : "zh";
  return (
    <div className="yj-open">
      <header className="yj-open-head">
        <div className="yj-brand">
          <Mark size={30} />
          <span className="yj-brand-name">{text("shell.product")}</span>
          <span className="yj-brand-sub">{text("shell.subtitle")}</span>
        </div>
        <button
          type="button"
          className="yj-header-button"
          lang={other === "zh" ? "zh-CN" : "en"}
          title={text("shell.languageHint")}
          onClick={() => void chooseLanguage(other)}
        >
          {text("shell.language")}
        </button>
      </header>
      <main className={aside ? "yj-open-main yj-open-two" : "yj-open-main"}>
        <div className="yj-open-card">
          <h1>{title}</h1>
          {lead && <p className="yj-hint yj-open-lead">{lead}</p>}
          {children}
        </div>
        {aside}
      </main>
    </div>
  );
}
