import { listAuthorisations } from "@yunjian/contract";
import { AUTHORISATION_STANDINGS } from "@yunjian/domain";
import { useMemo } from "react";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { useAuthorisationColumns } from "./columns.tsx";
import "./authorisations.css";

/** On a system's page: everybody who may operate on it, and who did. */
export function SystemAuthorisations({
  system,
}: {
  readonly system: {
    readonly id: string;
    readonly organisation: { readonly id: string };
    readonly endedAt: string | null;
  };
}) {
  const text = useText();
  const can = useCan();
  const me = useMe();
  const columns = useAuthorisationColumns(["system", "until"]);
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "standing",
        label: text("authorisations.filter.standing"),
        multiple: true,
        options: AUTHORISATION_STANDINGS.map((value) => ({
          value,
          label: text(`state.authorisation.${value}`),
        })),
      },
    ],
    [text],
  );
  if (!can("authorisation.read")) return null;
  const mayAsk =
    can("authorisation.ask") && system.endedAt === null && me.organisation.id !== system.organisation.id;
  return (
    <Section
      title={text("authorisations.panel.title")}
      hint={text("authorisations.panel.hint")}
      extra={
        mayAsk ? (
          <ButtonLink to={`/authorisations/new?systemId=${system.id}`}>
            {text("authorisations.ask")}
          </ButtonLink>
        ) : (
          <ButtonLink type="link" to={`/authorisations/rules?systemId=${system.id}`}>
            {text("authorisations.rulesLink")}
          </ButtonLink>
        )
      }
    >
      <DataTable
        id="system-authorisations"
        prefix="a."
        title={text("authorisations.panel.title")}
        route={listAuthorisations}
        input={{ query: { systemId: system.id } }}
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/authorisations/${row.id}`}
        empty={{ title: text("authorisations.panel.empty"), hint: text("authorisations.panel.emptyHint") }}
      />
    </Section>
  );
}
