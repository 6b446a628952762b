import { listClouds, listRectifications, RECTIFICATION_VIEWS } from "@yunjian/contract";
import { RECTIFICATION_STATES, SEVERITIES } from "@yunjian/domain";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { useRectificationColumns } from "../../features/rectifications/columns.tsx";
import { RectificationFigures } from "../../features/rectifications/RectificationFigures.tsx";
import { useAll } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

export default function ListPage() {
  const text = useText();
  const can = useCan();
  const navigate = useNavigate();
  const columns = useRectificationColumns();
  const clouds = useAll(listClouds, { query: {} });
  const filters: Filter[] = [
    {
      param: "view",
      label: text("rectifications.view.label"),
      width: 170,
      options: RECTIFICATION_VIEWS.map((value) => ({ value, label: text(`rectifications.view.${value}`) })),
    },
    {
      param: "state",
      label: text("rectifications.filter.state"),
      multiple: true,
      options: RECTIFICATION_STATES.map((value) => ({ value, label: text(`state.rectification.${value}`) })),
    },
    {
      param: "severity",
      label: text("rectifications.filter.severity"),
      multiple: true,
      options: SEVERITIES.map((value) => ({ value, label: text(`state.severity.${value}`) })),
    },
    {
      param: "cloudId",
      label: text("rectifications.filter.cloud"),
      width: 170,
      options: (clouds.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      param: "overdue",
      label: text("rectifications.filter.overdue"),
      options: [{ value: "true", label: text("rectifications.filter.overdueYes") }],
    },
    {
      param: "mine",
      label: text("rectifications.filter.mine"),
      options: [{ value: "true", label: text("rectifications.filter.mineYes") }],
    },
  ];
  return (
    <>
      <PageHeader
        title={text("rectifications.title")}
        hint={text("rectifications.hint")}
        actions={
          <>
            {can("rectification.ask") && (
              <Button onClick={() => void navigate("/rectifications/requests/new")}>
                {text("rectifications.ask")}
              </Button>
            )}
            {can("rectification.issue") && (
              <Button type="primary" onClick={() => void navigate("/rectifications/new")}>
                {text("rectifications.issue")}
              </Button>
            )}
          </>
        }
      />
      <RectificationFigures />
      <DataTable
        id="rectifications"
        title={text("rectifications.title")}
        route={listRectifications}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/rectifications/${row.id}`}
        filters={filters}
        search={text("rectifications.search")}
        empty={{ title: text("rectifications.empty"), hint: text("rectifications.emptyHint") }}
      />
    </>
  );
}
