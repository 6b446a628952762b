import { type BodyOf, type DutyHandOver, receiveHandOver, writeHandOver } from "@yunjian/contract";
import { SHIFT_LIMITS } from "@yunjian/domain";
import { Button, InputNumber } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Field, TextField } from "../../ui/FormFields.tsx";
import { Section } from "../../ui/Section.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import "./readiness.css";

type Values = BodyOf<typeof writeHandOver>;

/** What one shift left to the next, and whether somebody took it over. */
export function HandOvers({
  placeId,
  notes,
  mayWrite,
}: {
  readonly placeId: string;
  readonly notes: readonly DutyHandOver[];
  readonly mayWrite: boolean;
}) {
  const text = useText();
  const [writing, setWriting] = useState(false);
  const receive = useChange(receiveHandOver, { done: "duty.notes.received" });
  const write = mayWrite && <Button onClick={() => setWriting(true)}>{text("duty.notes.write")}</Button>;
  return (
    <Section title={text("duty.notes.title")} hint={text("duty.notes.hint")} extra={write}>
      {notes.length === 0 ? (
        <EmptyHint small title={text("duty.notes.empty")} hint={text("duty.notes.emptyHint")} />
      ) : (
        <Timeline
          items={notes.map((note) => ({
            key: note.id,
            at: note.writtenAt,
            what: (
              <ToneTag
                tone={note.receivedAt === null ? "warn" : "good"}
                shape={note.receivedAt === null ? "clock" : "check"}
              >
                {note.receivedAt === null
                  ? text("duty.notes.waiting")
                  : text("duty.notes.by", { name: note.receivedBy ?? "" })}
              </ToneTag>
            ),
            who: note.writtenBy,
            detail: (
              <>
                <div className="yj-duty-note">{note.text}</div>
                <span className="yj-hint">
                  {note.openItems > 0
                    ? text("duty.notes.open", { count: note.openItems })
                    : text("duty.notes.none")}
                </span>
                {note.mayReceive && (
                  <Button
                    type="link"
                    size="small"
                    loading={receive.busy}
                    onClick={() =>
                      void receive.run({ params: { id: note.id }, body: { version: note.version } })
                    }
                  >
                    {text("duty.notes.receive")}
                  </Button>
                )}
              </>
            ),
          }))}
        />
      )}
      {writing && (
        <FormDialog<Values, typeof writeHandOver>
          open
          title={text("duty.notes.write")}
          confirm={text("duty.form.submit")}
          route={writeHandOver}
          initial={{ text: "", openItems: 0 }}
          input={(body) => ({ params: { id: placeId }, body })}
          done="duty.notes.done"
          onClose={() => setWriting(false)}
        >
          <TextField
            name="text"
            label={text("duty.notes.text")}
            required
            max={SHIFT_LIMITS.handOver}
            rows={6}
            help={text("duty.notes.textHelp")}
          />
          <Field name="openItems" label={text("duty.notes.openItems")} required>
            <InputNumber min={0} max={999} precision={0} />
          </Field>
        </FormDialog>
      )}
    </Section>
  );
}
