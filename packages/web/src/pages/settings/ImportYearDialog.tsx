import { type BodyOf, importCalendarYear, readCalendarFile } from "@yunjian/contract";
import { Button, Form, Input, InputNumber } from "antd";
import { useRef, useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Problem } from "../../ui/Problem.tsx";

type Rows = BodyOf<typeof importCalendarYear>["rows"];

interface Values {
  readonly year: number;
  readonly source: string;
}

/** A file is read and shown first; only what was checked is imported. */
export function ImportYearDialog({
  open,
  year,
  onClose,
}: {
  readonly open: boolean;
  readonly year: number;
  readonly onClose: () => void;
}) {
  const text = useText();
  const [rows, setRows] = useState<Rows>([]);
  const label = (name: string) => text(`calendar.dialog.${name}`);
  const close = () => {
    setRows([]);
    onClose();
  };
  return (
    <FormDialog<Values, typeof importCalendarYear>
      open={open}
      width={720}
      title={label("title")}
      confirm={label("confirm")}
      route={importCalendarYear}
      initial={{ year, source: "" }}
      input={(values) => ({ body: { ...values, rows } })}
      done="calendar.dialog.done"
      onClose={close}
      hint={label("hint")}
    >
      <div className="yj-pair">
        <Form.Item name="year" label={label("year")} rules={[{ required: true, message: label("year") }]}>
          <InputNumber precision={0} min={2000} max={2100} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item
          name="source"
          label={label("source")}
          rules={[{ required: true, whitespace: true, message: label("source") }]}
        >
          <Input maxLength={200} placeholder={label("sourcePlaceholder")} />
        </Form.Item>
      </div>
      <FilePart rows={rows} onRows={setRows} />
    </FormDialog>
  );
}

function FilePart({ rows, onRows }: { readonly rows: Rows; readonly onRows: (rows: Rows) => void }) {
  const text = useText();
  const chooser = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const read = useChange(readCalendarFile, {
    errors: "page",
    refresh: false,
    onDone: (output) => onRows(output.rows),
  });
  const label = (key: string) => text(`calendar.dialog.${key}`);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    onRows([]);
    await read.run({
      body: { fileName: file.name, content: toBase64(new Uint8Array(await file.arrayBuffer())) },
    });
  };
  return (
    <>
      <Form.Item label={label("file")} extra={label("fileHint")} required>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".xlsx,.csv,.json,.txt"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button loading={read.busy} onClick={() => chooser.current?.click()}>
          {label("file")}
        </Button>{" "}
        {name}
      </Form.Item>
      <Problem error={read.error} />
      <LocalTable
        title={label("rows")}
        rows={rows}
        rowKey={(row) => `${row.from} ${row.kind}`}
        empty={{ title: label("rowsEmpty"), hint: label("rowsEmptyHint") }}
        columns={[
          {
            key: "from",
            title: label("from"),
            main: true,
            width: 120,
            render: (row) => row.from,
            text: (row) => row.from,
          },
          {
            key: "to",
            title: label("to"),
            width: 120,
            render: (row) => row.to ?? row.from,
            text: (row) => row.to,
          },
          {
            key: "kind",
            title: label("kind"),
            width: 120,
            render: (row) =>
              row.kind === "workday"
                ? text("calendar.workdays")
                : row.kind === "holiday"
                  ? text("calendar.holidays")
                  : row.kind,
            text: (row) => row.kind,
          },
          {
            key: "name",
            title: label("name"),
            width: 140,
            render: (row) => row.name,
            text: (row) => row.name,
          },
        ]}
      />
    </>
  );
}

/** In parts: a call with a million arguments would fail. */
function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}
