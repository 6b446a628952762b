import type { Window } from "./pieces.ts";
import { walkXml } from "./xml-stream.ts";

const MAX_LINE = 4000;
const BESIDE = 300;

export type LineNote = "doctype-ignored" | "long-lines-cut" | "not-well-formed";
export interface Lines {
  readonly lines: string[];
  readonly more: boolean;
  readonly notes: LineNote[];
}

/** A window of a text's lines. A line of any length costs no more memory than a page. */
export async function textLines(pieces: AsyncIterable<string>, { from, count }: Window): Promise<Lines> {
  const lines: string[] = [];
  let at = 0;
  let line = "";
  let cut = false;
  const done = (more: boolean): Lines => ({ lines, more, notes: cut ? ["long-lines-cut"] : [] });
  for await (const piece of pieces) {
    for (const [i, part] of piece.split("\n").entries()) {
      if (i > 0) {
        if (at >= from) lines.push(line.replace(/\r$/, ""));
        line = "";
        at += 1;
      }
      if (lines.length === count && (part !== "" || i > 0)) return done(true);
      if (at < from) continue;
      if (line.length + part.length > MAX_LINE) cut = true;
      line = (line + part).slice(0, MAX_LINE);
    }
  }
  if (line !== "" && at >= from) lines.push(line.replace(/\r$/, ""));
  return done(false);
}

/** XML set out in lines, one element a line and indented; a short text stays beside its element. */
export async function xmlLines(pieces: AsyncIterable<string>, { from, count }: Window): Promise<Lines> {
  const lines: string[] = [];
  const notes = new Set<LineNote>();
  let at = 0;
  let depth = 0;
  /** An element just opened, with what was said in it so far. */
  let fresh: { tag: string; text: string } | undefined;
  const put = (text: string) => {
    if (at >= from && lines.length <= count) {
      if (text.length > MAX_LINE) notes.add("long-lines-cut");
      lines.push(text.slice(0, MAX_LINE));
    }
    at += 1;
  };
  const pad = (by: number) => "  ".repeat(Math.min(by, 20));
  const flush = () => {
    if (!fresh) return;
    put(`${pad(depth - 1)}<${fresh.tag}>`);
    if (fresh.text !== "") put(pad(depth) + fresh.text);
    fresh = undefined;
  };
  await walkXml(pieces, {
    doctype: () => void notes.add("doctype-ignored"),
    tag(name, attributes) {
      flush();
      fresh = { tag: [name, ...attributes.map(([key, value]) => `${key}="${value}"`)].join(" "), text: "" };
      depth += 1;
    },
    text(text) {
      const clean = text.trim();
      if (clean === "") return;
      if (fresh) fresh.text = fresh.text === "" ? clean : `${fresh.text} ${clean}`;
      else put(pad(depth) + clean);
    },
    end(name) {
      depth -= 1;
      if (fresh && fresh.text.length <= BESIDE) {
        put(
          fresh.text === ""
            ? `${pad(depth)}<${fresh.tag}/>`
            : `${pad(depth)}<${fresh.tag}>${fresh.text}</${name}>`,
        );
        fresh = undefined;
        return;
      }
      depth += 1;
      flush();
      depth -= 1;
      put(`${pad(depth)}</${name}>`);
    },
    enough: () => lines.length > count,
  });
  return { lines: lines.slice(0, count), more: lines.length > count, notes: [...notes] };
}
