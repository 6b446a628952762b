import { AUTHORISATION_SIDES, listAuthorisations, listClouds } from "@yunjian/contract";
import { AUTHORISATION_KINDS, AUTHORISATION_STANDINGS, EMERGENCY_REVIEWS } from "@yunjian/domain";
import { useAuthorisationColumns } from "../../features/authorisations/columns.tsx";
import { AuthorisationFigures } from "../../features/authorisations/Figures.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

export default function ListPage() {
  const text = useText();
  const can = useCan();
  const me = useMe();
  const columns = useAuthorisationColumns();
  const clouds = useCall(listClouds, { query: { limit: 200 } }, { staleTime: 300_000 });
  // Only who is on both sides, or on neither, has to choose between them.
  const both = can("authorisation.ask") && me.organisation.roles.includes("customer");
  const filters: Filter[] = [
    ...(both
      ? [
          {
            param: "side",
            label: text("authorisations.filter.side"),
            width: 150,
            options: AUTHORISATION_SIDES.map((value) => ({
              value,
              label: text(`authorisations.side.${value}`),
            })),
          },
        ]
      : []),
    {
      param: "standing",
      label: text("authorisations.filter.standing"),
      multiple: true,
      options: AUTHORISATION_STANDINGS.map((value) => ({
        value,
        label: text(`state.authorisation.${value}`),
      })),
    },
    {
      param: "kind",
      label: text("authorisations.filter.kind"),
      options: AUTHORISATION_KINDS.map((value) => ({ value, label: text(`authorisations.kind.${value}`) })),
    },
    {
      param: "cloudId",
      label: text("authorisations.filter.cloud"),
      width: 170,
      options: (clouds.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      param: "review",
      label: text("authorisations.filter.review"),
      options: EMERGENCY_REVIEWS.map((value) => ({ value, label: text(`state.emergencyReview.${value}`) })),
    },
    {
      param: "questioned",
      label: text("authorisations.filter.questioned"),
      options: [{ value: "true", label: text("authorisations.filter.questionedYes") }],
    },
    ...(can(["authorisation.ask", "authorisation.prepare"])
      ? [
          {
            param: "mine",
            label: text("authorisations.filter.mine"),
            options: [{ value: "true", label: text("authorisations.filter.mineYes") }],
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={text("authorisations.title")}
        hint={text("authorisations.hint")}
        actions={
          can("authorisation.ask") && (
            <>
              <ButtonLink to="/authorisations/rules?standing=in-force">
                {text("authorisations.emergency")}
              </ButtonLink>
              <ButtonLink type="primary" to="/authorisations/new">
                {text("authorisations.ask")}
              </ButtonLink>
            </>
          )
        }
      />
      <AuthorisationFigures />
      <DataTable
        id="authorisations"
        title={text("authorisations.title")}
        route={listAuthorisations}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/authorisations/${row.id}`}
        filters={filters}
        search={text("authorisations.search")}
        empty={{ title: text("authorisations.empty"), hint: text("authorisations.emptyHint") }}
      />
    </>
  );
}
