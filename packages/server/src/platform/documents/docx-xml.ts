import { SaxesParser } from "saxes";

export interface XmlHandlers {
  /** `attribute` looks an attribute up by its local name: producers choose their own prefixes. */
  readonly open?: (name: string, attribute: (local: string) => string | undefined) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Walks a part of an Office file; throws on XML that is not well-formed. No entity is ever fetched. */
export function readXml(xml: string, { open, close, text }: XmlHandlers): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    open?.(tag.local, (local) => Object.values(tag.attributes).find((each) => each.local === local)?.value);
  });
  parser.on("closetag", (tag) => close?.(tag.local));
  parser.on("text", (value) => text?.(value));
  parser.write(xml).close();
}
