import { SaxesParser } from "saxes";

export interface XmlHandlers {
  /** Local names; `attribute` by local name too, because producers choose their own prefixes. */
  readonly open?: (name: string, attribute: (local: string) => string | undefined) => void;
  readonly close?: (name: string) => void;
  /** The same with the names and attributes as they are written. */
  readonly tag?: (name: string, attributes: readonly (readonly [string, string])[]) => void;
  readonly end?: (name: string) => void;
  readonly text?: (text: string) => void;
  readonly doctype?: () => void;
  /** Asked after every piece: reading ends early. */
  readonly enough?: () => boolean;
}

export class NotWellFormed extends Error {
  override readonly name = "NotWellFormed";
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

/**
 * Walks XML piece by piece; memory does not grow with the file. A DOCTYPE is reported and never expanded,
 * nothing is ever fetched, an entity that is not one of XML's five stays as it is written.
 */
export async function walkXml(pieces: AsyncIterable<string>, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    if (/undefined entity|unknown entity/i.test(error.message)) return;
    throw new NotWellFormed(error.message);
  });
  parser.on("opentag", (tag) => {
    handlers.tag?.(tag.name, Object.entries<string>(tag.attributes));
    handlers.open?.(local(tag.name), (wanted) => {
      const found = Object.entries(tag.attributes).find(([name]) => local(name) === wanted);
      return found?.[1];
    });
  });
  parser.on("closetag", (tag) => {
    handlers.end?.(tag.name);
    handlers.close?.(local(tag.name));
  });
  parser.on("text", (text) => handlers.text?.(text));
  parser.on("cdata", (text) => handlers.text?.(text));
  parser.on("doctype", () => handlers.doctype?.());
  for await (const piece of pieces) {
    parser.write(piece);
    if (handlers.enough?.()) return;
  }
  parser.close();
}
