import { changeArchive, listArchives, markArchived, type OutputOf } from "@yunjian/contract";
import { ARCHIVE_CLASSES, type ArchiveClass } from "@yunjian/domain";
import { Button, Radio } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { Field, TextField } from "../../ui/FormFields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";

type Mark = OutputOf<typeof listArchives>["items"][number];

interface Values {
  readonly number: string;
  readonly class: ArchiveClass;
  readonly note: string;
}

/** The mark on an object's page, or the step that makes one. */
export function ArchiveAction({
  target,
  id,
}: {
  readonly target: "submission" | "file";
  readonly id: string;
}) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const query = useCall(listArchives, can("retention.read") ? { query: { targetId: id, limit: 1 } } : null);
  const [mark] = query.data?.items ?? [];
  if (mark)
    return (
      <span className="yj-hint">
        {text("retention.archives.on", {
          number: mark.number,
          class: text(`retention.archives.classes.${mark.class}`),
          until: mark.endsAt === null ? text("retention.archives.never") : formatDay(mark.endsAt, lang),
        })}
      </span>
    );
  if (!can("archive.mark") || query.data === undefined) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text("retention.archives.mark")}</Button>
      <FormDrawer<Values, typeof markArchived>
        open={open}
        title={text("retention.archives.markTitle")}
        submit={text("retention.archives.mark")}
        route={markArchived}
        initial={{ class: "long", note: "" }}
        input={(values) => ({ body: { target, targetId: id, ...values } })}
        done="retention.archives.marked"
        hint={text("retention.archives.markHint")}
        onClose={() => setOpen(false)}
      >
        {() => <Fields />}
      </FormDrawer>
    </>
  );
}

/** Corrects a mark: the number, the note, or a longer class. */
export function ArchiveDrawer({ mark, onClose }: { readonly mark: Mark; readonly onClose: () => void }) {
  const text = useText();
  return (
    <FormDrawer<Values, typeof changeArchive>
      open
      title={text("retention.archives.changeTitle", { number: mark.number })}
      submit={text("retention.archives.change")}
      route={changeArchive}
      initial={{ number: mark.number, class: mark.class, note: mark.note }}
      input={(values) => ({ params: { id: mark.id }, body: { version: mark.version, ...values } })}
      done="retention.archives.changed"
      hint={text("retention.archives.changeHint")}
      onClose={onClose}
    >
      {() => <Fields />}
    </FormDrawer>
  );
}

function Fields() {
  const text = useText();
  const label = (name: string) => text(`retention.archives.${name}`);
  return (
    <>
      <TextField name="number" label={label("number")} required max={100} />
      <Field name="class" label={label("class")} required>
        <Radio.Group
          options={ARCHIVE_CLASSES.map((value) => ({ value, label: label(`classes.${value}`) }))}
        />
      </Field>
      <TextField name="note" label={label("note")} max={500} rows={2} />
    </>
  );
}
