import { listClouds, listIncidents } from "@yunjian/contract";
import { INCIDENT_KINDS, INCIDENT_LEVELS, INCIDENT_STATES } from "@yunjian/domain";
import { useIncidentColumns } from "../../features/incidents/columns.tsx";
import { IncidentFigures } from "../../features/incidents/Figures.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

export default function ListPage() {
  const text = useText();
  const can = useCan();
  const columns = useIncidentColumns();
  const clouds = useCall(listClouds, { query: { limit: 200 } }, { staleTime: 300_000 });
  const filters: Filter[] = [
    {
      param: "view",
      label: text("incidents.filter.view"),
      width: 170,
      options: [{ value: "all", label: text("incidents.filter.all") }],
    },
    {
      param: "state",
      label: text("incidents.filter.state"),
      multiple: true,
      options: INCIDENT_STATES.map((value) => ({ value, label: text(`state.incident.${value}`) })),
    },
    {
      param: "level",
      label: text("incidents.filter.level"),
      options: INCIDENT_LEVELS.map((value) => ({ value, label: text(`state.incidentLevel.${value}`) })),
    },
    {
      param: "kind",
      label: text("incidents.filter.kind"),
      options: INCIDENT_KINDS.map((value) => ({ value, label: text(`incidents.kind.${value}`) })),
    },
    {
      param: "cloudId",
      label: text("incidents.filter.cloud"),
      width: 170,
      options: (clouds.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
  ];
  return (
    <>
      <PageHeader
        title={text("incidents.title")}
        hint={text("incidents.hint")}
        actions={
          can("incident.report") && (
            <ButtonLink type="primary" to="/incidents/new">
              {text("incidents.report")}
            </ButtonLink>
          )
        }
      />
      <IncidentFigures />
      <DataTable
        id="incidents"
        title={text("incidents.title")}
        route={listIncidents}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/incidents/${row.id}`}
        filters={filters}
        search={text("incidents.search")}
        empty={{ title: text("incidents.empty"), hint: text("incidents.emptyHint") }}
      />
    </>
  );
}
