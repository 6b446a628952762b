import { decidePurge, listPurges, type OutputOf } from "@yunjian/contract";
import { Alert, Button, Checkbox, Space } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

type Row = OutputOf<typeof listPurges>["items"][number];

/** Files that somebody says must not be here, waiting for another person's decision. */
export default function PurgesPage() {
  const text = useText();
  const [decision, setDecision] = useState<{ readonly row: Row; readonly approve: boolean } | null>(null);
  const [eraseName, setEraseName] = useState(false);
  const decide = useChange(decidePurge, {
    errors: "page",
    done: "files.purge.decided",
    onDone: () => setDecision(null),
  });
  const run = (note: string) => {
    if (decision)
      void decide.run({
        params: { id: decision.row.id },
        body: {
          version: decision.row.version,
          approve: decision.approve,
          note,
          eraseName: decision.approve && eraseName,
        },
      });
  };
  const columns: Column<Row>[] = [
    {
      key: "name",
      title: text("files.name"),
      main: true,
      width: 200,
      render: (row) => row.name,
      text: (row) => row.name,
    },
    {
      key: "org",
      title: text("files.org"),
      width: 180,
      render: (row) => row.orgName,
      text: (row) => row.orgName,
    },
    {
      key: "sensitivity",
      title: text("files.sensitivity"),
      width: 90,
      render: (row) => <StateTag kind="sensitivity" state={row.sensitivity} plain />,
      text: (row) => text(`state.sensitivity.${row.sensitivity}`),
    },
    {
      key: "reason",
      title: text("files.purge.reason"),
      width: 220,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "by",
      title: text("files.purge.askedBy"),
      width: 90,
      render: (row) => row.askedBy.name,
      text: (row) => row.askedBy.name,
    },
    {
      key: "at",
      title: text("files.purge.askedAt"),
      width: 150,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "steps",
      title: "",
      width: 170,
      render: (row) =>
        row.mayDecide ? (
          <Space>
            <Button size="small" onClick={() => setDecision({ row, approve: false })}>
              {text("files.purge.refuse")}
            </Button>
            <Button size="small" danger onClick={() => setDecision({ row, approve: true })}>
              {text("files.purge.approve")}
            </Button>
          </Space>
        ) : (
          <span className="yj-hint">{text("files.purge.other")}</span>
        ),
      text: () => "",
    },
  ];
  return (
    <>
      <PageHeader title={text("files.purge.list")} hint={text("files.purge.listHint")} />
      <DataTable
        id="purges"
        title={text("files.purge.list")}
        route={listPurges}
        columns={columns}
        rowKey={(row) => row.id}
        exportable={false}
        empty={{ title: text("files.purge.none"), hint: text("files.purge.noneHint") }}
      />
      <ConfirmDanger
        open={decision?.approve === true}
        title={text("files.purge.approveTitle", { name: decision?.row.name ?? "" })}
        what={
          <>
            {text("files.purge.approveWhat")}
            {decision?.row.held && <Alert type="warning" showIcon title={text("files.purge.held")} />}
            <div>
              <Checkbox checked={eraseName} onChange={(event) => setEraseName(event.target.checked)}>
                {text("files.purge.eraseName")}
              </Checkbox>
            </div>
          </>
        }
        whom={text("files.purge.whom")}
        undo={text("files.purge.approveUndo")}
        confirm={text("files.purge.approve")}
        reason={decision?.row.held ? "required" : "optional"}
        busy={decide.busy}
        error={decide.error}
        onConfirm={run}
        onCancel={() => setDecision(null)}
      />
      <ReasonModal
        open={decision?.approve === false}
        title={text("files.purge.refuseTitle", { name: decision?.row.name ?? "" })}
        confirm={text("files.purge.refuse")}
        busy={decide.busy}
        error={decide.error}
        onConfirm={run}
        onCancel={() => setDecision(null)}
      />
    </>
  );
}
