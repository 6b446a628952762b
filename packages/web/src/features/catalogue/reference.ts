import type { CatalogueLine, Static } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";

export type Line = Static<typeof CatalogueLine>;

/** Where an entry stands in its document, as people cite it. */
export function useReference(): (ref: Line["ref"]) => string {
  const text = useText();
  return ({ document, section, item }) => {
    const whole = /^[A-Z]/.test(section) ? "catalogue.appendix" : "catalogue.section";
    const place = text(whole, { document, section });
    if (item === undefined) return place;
    if (/^\d+$/.test(item)) return `${place} ${text("catalogue.row", { item })}`;
    const paragraph = /^p(\d+)$/.exec(item);
    return `${place} ${paragraph ? text("catalogue.paragraph", { item: paragraph[1] }) : text("catalogue.item", { item })}`;
  };
}

/** An entry's address: a policy shares its id with its clause, so a clause beside a policy names its kind. */
export function entryPath(line: Pick<Line, "kind" | "id">): string {
  const path = `/catalogue/${encodeURIComponent(line.id)}`;
  return line.kind === "clause" ? `${path}?kind=clause` : path;
}
