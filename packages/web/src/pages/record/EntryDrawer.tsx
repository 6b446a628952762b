import "./record.css";
import type { RecordEntryView } from "@yunjian/contract";
import { Drawer } from "antd";
import { useEventWord } from "../../features/record/useEventWord.ts";
import { useText } from "../../lib/language.ts";
import { EntryProof } from "../../ui/proof/EntryProof.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Instant } from "../../ui/When.tsx";
import { PersonName } from "../../ui/Words.tsx";

/** One entry whole: what the stored bytes say, and which texts they vouch for. */
export function EntryDrawer({
  entry,
  onClose,
}: {
  readonly entry: RecordEntryView | undefined;
  readonly onClose: () => void;
}) {
  const text = useText();
  const event = useEventWord();
  return (
    <Drawer
      open={entry !== undefined}
      size={560}
      title={entry && event(entry.kind)}
      onClose={onClose}
      destroyOnHidden
    >
      {entry && (
        <>
          <Facts
            items={[
              { label: text("record.column.at"), value: <Instant at={entry.at} /> },
              {
                label: text("record.column.person"),
                value: (
                  <PersonName
                    name={entry.person?.name ?? null}
                    organisation={entry.organisation?.name ?? null}
                  />
                ),
              },
              { label: text("record.column.subject"), value: entry.subject?.name },
              { label: text("record.column.position"), value: entry.position ?? text("record.pending") },
              { label: text("record.column.entryId"), value: <code>{entry.id}</code>, wide: true },
              { label: text("record.column.objectId"), value: <code>{entry.object.id}</code>, wide: true },
              { label: text("record.column.requestId"), value: <code>{entry.requestId}</code>, wide: true },
              {
                label: text("record.commitments"),
                value: entry.commitments.length === 0 ? null : <code>{entry.commitments.join(", ")}</code>,
                wide: true,
              },
            ]}
          />
          <p className="yj-hint">{text("record.commitmentsHint")}</p>
          <pre className="yj-record-data">{JSON.stringify(entry.data, null, 2)}</pre>
          <h3 className="yj-record-proof">{text("ledger.title")}</h3>
          <EntryProof entryId={entry.id} />
        </>
      )}
    </Drawer>
  );
}
