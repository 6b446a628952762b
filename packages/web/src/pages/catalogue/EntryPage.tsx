import { getCatalogueEntry } from "@yunjian/contract";
import { Link, useParams, useSearchParams } from "react-router";
import { DutyParts, Statement } from "../../features/catalogue/EntryBody.tsx";
import { type CatalogueEntry, useEntryFacts } from "../../features/catalogue/EntryFacts.tsx";
import { EntryLines } from "../../features/catalogue/EntryLines.tsx";
import { EntryObligations } from "../../features/catalogue/EntryObligations.tsx";
import { entryPath } from "../../features/catalogue/reference.ts";
import "../../features/catalogue/catalogue.css";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";

/** A clause, control row or policy: what it asks, of whom, how it is proven, and where that stands. */
export default function EntryPage() {
  const { id = "" } = useParams();
  const [params] = useSearchParams();
  const kind = params.get("kind") === "clause" ? "clause" : "any";
  const query = useCall(getCatalogueEntry, { params: { kind, id } });
  return (
    <Loaded query={query} rows={10}>
      {(entry) => <Entry entry={entry} />}
    </Loaded>
  );
}

function Entry({ entry }: { readonly entry: CatalogueEntry }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const factsOf = useEntryFacts();
  const { line, duty, duties, clauses, kinds } = entry;
  const other = kinds.find((kind) => kind !== line.kind);
  return (
    <>
      <ObjectHeader
        title={line.title[lang]}
        number={line.id}
        state={<ToneTag tone="info">{text(`catalogue.kind.${line.kind}`)}</ToneTag>}
        back={{ to: "/catalogue", label: text("catalogue.back") }}
        facts={factsOf(entry)}
        {...(other && {
          actions: (
            <Link to={entryPath({ kind: other, id: line.id })}>
              {text(other === "clause" ? "catalogue.alsoClause" : "catalogue.alsoPolicy")}
            </Link>
          ),
        })}
      />
      <Statement entry={entry} />
      {duty && <DutyParts duty={duty} />}
      {can("obligation.read") && <EntryObligations entry={entry} />}
      {duties.length > 0 && (
        <Section title={text("catalogue.duties")}>
          <EntryLines lines={duties} />
        </Section>
      )}
      {clauses.length > 0 && (
        <Section title={text("catalogue.clauses")}>
          <EntryLines lines={clauses} />
        </Section>
      )}
    </>
  );
}
