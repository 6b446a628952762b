import { downloadFile, type OutputOf, type previewFile } from "@yunjian/contract";

export type Preview = OutputOf<typeof previewFile>;
export type PreviewOf<K extends Preview["kind"]> = Extract<Preview, { kind: K }>;

/** How many lines, rows or blocks one step shows. */
export const STEP = 200;

export function downloadAddress(fileId: string): string {
  return downloadFile.path.replace(":id", encodeURIComponent(fileId));
}

/** Keys for a list without ids: what an item says, and how often that was said before. */
export function keyed<T>(items: readonly T[], say: (item: T) => string): [string, T][] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const words = say(item);
    const times = seen.get(words) ?? 0;
    seen.set(words, times + 1);
    return [`${words} ${times}`, item];
  });
}
