import type { getCatalogueEntry, OutputOf } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";
import { useLang } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import type { Fact } from "../../ui/Facts.tsx";
import { useReference } from "./reference.ts";

export type CatalogueEntry = OutputOf<typeof getCatalogueEntry>;

/** The facts strip of an entry: different for clauses and duties. */
export function useEntryFacts(): (entry: CatalogueEntry) => Fact[] {
  const text = useText();
  const lang = useLang();
  const word = useWord();
  const reference = useReference();
  const comma = text("shell.listComma");
  return ({ line, clause, duty }) => {
    const fact = (name: string, value: string | null): Fact[] =>
      value === null || value === "" ? [] : [{ label: text(`catalogue.facts.${name}`), value }];
    const roles = line.roles.map((role) => word("role", role)).join(comma);
    return [
      ...fact("reference", reference(line.ref)),
      ...fact("item", line.item?.[lang] ?? null),
      ...fact("class", line.class && word("controlClass", line.class)),
      ...fact("attribute", line.attribute && word("capabilityLevel", line.attribute)),
      ...fact("frequency", line.frequency && word("frequency", line.frequency)),
      ...fact("nature", duty?.nature ? word("realtimeNature", duty.nature) : null),
      ...fact("triggers", duty ? duty.triggers.map((each) => word("trigger", each)).join(comma) : null),
      ...fact(clause ? "obliged" : "responsible", roles),
      ...fact("deliverable", line.deliverable && text(`catalogue.deliverable.${line.deliverable}`)),
      ...fact("per", duty && text(`catalogue.per.${duty.per}`)),
      ...fact(
        "gbt31168",
        duty?.gbt31168
          ? `${duty.gbt31168.edition} ${duty.gbt31168.section} ${duty.gbt31168.items.join(comma)}`.trim()
          : null,
      ),
      ...fact("modality", clause && text(`catalogue.modality.${clause.modality}`)),
      ...fact("proof", line.proof && text(`catalogue.proof.${line.proof}`)),
      ...fact("phase", clause && text(`catalogue.phase.${clause.phase}`)),
      ...fact("layer", clause && text(`catalogue.layer.${clause.layer}`)),
      ...fact(
        "models",
        clause && clause.serviceModel.map((model) => word("serviceModel", model)).join(comma),
      ),
    ];
  };
}
