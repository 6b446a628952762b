import { Link } from "react-router";
import { useLang } from "../../lib/language.ts";
import { entryPath, type Line } from "./reference.ts";

/** Links to other entries: id and title. */
export function EntryLines({ lines }: { readonly lines: readonly Line[] }) {
  const lang = useLang();
  return (
    <ul className="yj-entry-lines">
      {lines.map((line) => (
        <li key={`${line.kind}:${line.id}`}>
          <Link className="yj-clause" to={entryPath(line)}>
            {line.id}
          </Link>
          <span>{line.title[lang]}</span>
        </li>
      ))}
    </ul>
  );
}
