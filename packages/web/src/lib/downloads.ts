import { mayExport } from "@yunjian/contract";
import { call } from "./client.ts";

/** Downloads that hold nothing of anybody's: empty forms and tables. The server asks for none of them. */
const EMPTY = [/^\/api\/imports\/templates\//, /^\/api\/forms\//];

/** The address a link takes a file from; undefined for every other link. */
export function downloadOf(link: HTMLAnchorElement, origin: string): string | undefined {
  const url = new URL(link.href, origin);
  if (url.origin !== origin || !url.pathname.startsWith("/api/")) return undefined;
  return EMPTY.some((each) => each.test(url.pathname)) ? undefined : url.pathname + url.search;
}

/**
 * A browser's own download can neither sign in again nor confirm: it would end as a failed download. So every
 * link that takes a file out is held until the server says that it would answer (the dialogs of the client do
 * their part), and then goes on as it was: streamed, with the browser's own progress, however large the file.
 * One listener for the page, so that no link can be forgotten.
 */
export function guardDownloads(onError: (error: Error) => void): () => void {
  let passing: HTMLAnchorElement | undefined;
  const listener = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || link === passing) return;
    if (downloadOf(link, location.origin) === undefined) return;
    event.preventDefault();
    call(mayExport, {})
      .then(() => {
        passing = link;
        try {
          link.click();
        } finally {
          passing = undefined;
        }
      })
      .catch((error: unknown) => error instanceof Error && onError(error));
  };
  document.addEventListener("click", listener, true);
  return () => document.removeEventListener("click", listener, true);
}
