import { useEffect } from "react";

/** J and K go along the queue, unless the reader is typing. */
export function useQueueKeys(go: {
  readonly next: (() => void) | undefined;
  readonly previous: (() => void) | undefined;
}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (
        target.isContentEditable ||
        target.closest("input:not([type=radio]):not([type=checkbox]),textarea,.ant-select,.ant-modal")
      )
        return;
      const step = event.key === "j" ? go.next : event.key === "k" ? go.previous : undefined;
      if (!step) return;
      event.preventDefault();
      step();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go.next, go.previous]);
}

/** Ctrl+Enter submits the decision from anywhere on the page, except where a comment is written. */
export function useSubmitKey(submit: () => Promise<void>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if ((event.target as HTMLElement).closest(".yj-comment-form,.ant-modal")) return;
      event.preventDefault();
      void submit();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [submit]);
}
