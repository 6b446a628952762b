import { askPurge, getFile } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { call, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";

/** Says that a file must not be here: it is locked at once, another person decides. */
export function PurgeAction({
  file,
}: {
  readonly file: { readonly id: string; readonly name: string; readonly state: string };
}) {
  const text = useText();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const ask = useChange(askPurge, {
    errors: "page",
    done: "files.purge.asked",
    onDone: () => setOpen(false),
  });
  if (file.state !== "kept" || !can("file.purge")) return null;
  const run = async (reason: string) => {
    const { version } = await call(getFile, { params: { id: file.id } });
    await ask.run({ params: { id: file.id }, body: { version, reason } });
  };
  return (
    <>
      <Button type="link" danger size="small" onClick={() => setOpen(true)}>
        {text("files.purge.ask")}
      </Button>
      <ConfirmDanger
        open={open}
        title={text("files.purge.askTitle", { name: file.name })}
        what={text("files.purge.what")}
        whom={text("files.purge.whom")}
        undo={text("files.purge.undo")}
        confirm={text("files.purge.ask")}
        reason="required"
        busy={ask.busy}
        error={ask.error}
        onConfirm={(reason) => void run(reason)}
        onCancel={() => setOpen(false)}
      />
    </>
  );
}
