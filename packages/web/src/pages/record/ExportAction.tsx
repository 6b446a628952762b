import { exportRecord, type QueryOf } from "@yunjian/contract";
import { App, Button } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { call } from "../../lib/client.ts";
import { saveFile } from "../../lib/csv.ts";
import { useText } from "../../lib/language.ts";
import { useErrorText } from "../../lib/problem.ts";
import { readTableState, tableQuery, type TableRules } from "../../ui/table-state.ts";

/** Takes the result of the search away; the server writes it and records that it was taken. */
export function ExportAction({ rules }: { readonly rules: TableRules }) {
  const text = useText();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [params] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const query = tableQuery(readTableState(params, rules), rules) as QueryOf<typeof exportRecord>;
      const { fileName, content, rows } = await call(exportRecord, { query });
      const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
      saveFile(fileName, bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      message.success(text("record.exported", { count: rows }));
    } catch (error) {
      message.error(errorText(error as Error), 6);
    }
    setBusy(false);
  };
  return (
    <Button loading={busy} onClick={() => void run()}>
      {text("record.export")}
    </Button>
  );
}
