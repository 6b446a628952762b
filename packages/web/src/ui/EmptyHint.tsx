import type { ReactNode } from "react";

export interface EmptyHintProps {
  /** That there is nothing, and what would be here. */
  readonly title: ReactNode;
  /** How it comes to appear. */
  readonly hint?: ReactNode;
  /** The button that makes it appear. */
  readonly action?: ReactNode;
  readonly small?: boolean;
}

/** An empty place says what will appear here and how to make it appear. */
export function EmptyHint({ title, hint, action, small = false }: EmptyHintProps) {
  return (
    <div className={small ? "yj-empty yj-empty-small" : "yj-empty"}>
      <p className="yj-empty-title">{title}</p>
      {hint && <p className="yj-hint">{hint}</p>}
      {action && <div className="yj-empty-action">{action}</div>}
    </div>
  );
}
