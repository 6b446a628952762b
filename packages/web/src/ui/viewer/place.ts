/** A place in a file's content to which a word can be pinned. */
export interface Place {
  readonly page?: number;
  readonly line?: number;
  /** Share of the page's or image's width and height. */
  readonly x?: number;
  readonly y?: number;
  readonly quote?: string;
}

export interface Pin {
  readonly key: string;
  /** The number shown at the place and beside the comment. */
  readonly n: number;
  readonly place: Place;
}

export interface Pinning {
  readonly pins: readonly Pin[];
  readonly active?: string | undefined;
  /** Absent: nothing can be pinned here by this reader. */
  readonly onPlace?: ((place: Place) => void) | undefined;
  readonly onPin?: ((key: string) => void) | undefined;
}

const LONGEST_QUOTE = 300;

/** What the reader marked inside an element, shortened; undefined when nothing. */
export function markedIn(element: Element): string | undefined {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || !element.contains(selection.anchorNode)) return undefined;
  const text = selection.toString().replace(/\s+/g, " ").trim();
  return text === "" ? undefined : text.slice(0, LONGEST_QUOTE);
}

/** The share of an element's width and height at which it was clicked. */
export function shareOf(element: Element, event: { readonly clientX: number; readonly clientY: number }) {
  const box = element.getBoundingClientRect();
  const share = (at: number, size: number) =>
    Math.round(Math.min(1, Math.max(0, at / size)) * 10_000) / 10_000;
  return { x: share(event.clientX - box.left, box.width), y: share(event.clientY - box.top, box.height) };
}
