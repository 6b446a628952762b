import { batchSignOff, listToSign, type OutputOf } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { addressOf, useBriefColumns } from "../../features/submissions/columns.tsx";
import { useChange } from "../../lib/api.ts";
import { formatDue } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { DueTime } from "../../ui/When.tsx";

type Row = OutputOf<typeof listToSign>["items"][number];

/** What waits for the signature of a second person. */
export default function SignOffPage() {
  const text = useText();
  const lang = useLang();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const sign = useChange(batchSignOff, {
    done: "submissions.signOff.done",
    onDone: ({ items }) => setRefused(items.flatMap((item) => item.problem?.title[lang] ?? [])),
  });
  const base = useBriefColumns(addressOf);
  const due: Column<Row> = {
    key: "due",
    title: text("submissions.signOff.due"),
    width: 200,
    render: (row) => <DueTime at={row.partyDueAt} />,
    text: (row) => (row.partyDueAt === null ? "" : formatDue(row.partyDueAt, lang)),
  };
  const columns = base.flatMap((column) =>
    column.key === "state" ? [due] : column.key === "number" ? [] : [column],
  );
  return (
    <>
      <PageHeader title={text("submissions.signOff.title")} hint={text("submissions.signOff.hint")} />
      {refused.length > 0 && (
        <Alert
          type="warning"
          showIcon
          closable
          className="yj-submission-notice"
          title={text("submissions.signOff.notAll", { count: refused.length })}
          description={[...new Set(refused)].join(" ")}
          onClose={() => setRefused([])}
        />
      )}
      <DataTable
        id="to-sign"
        title={text("submissions.signOff.title")}
        route={listToSign}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={addressOf}
        selection={{
          allowed: (row) => !row.mine,
          actions: (rows, clear) => (
            <Button
              type="primary"
              size="small"
              loading={sign.busy}
              onClick={() =>
                void sign
                  .run({ body: { items: rows.map(({ id, version }) => ({ id, version })) } })
                  .then(clear)
              }
            >
              {text("submissions.signOff.sign", { count: rows.length })}
            </Button>
          ),
        }}
        empty={{ title: text("submissions.signOff.empty"), hint: text("submissions.signOff.emptyHint") }}
      />
    </>
  );
}
