import { askErasure, previewErasure } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";

/** Asks to destroy the keys of an organisation or a person that has ended; says first what stands against it. */
export function EraseAction({
  kind,
  id,
  name,
  ended,
}: {
  readonly kind: "organisation" | "person";
  readonly id: string;
  readonly name: string;
  readonly ended: boolean;
}) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const offered = ended && can("erasure.ask");
  const found = useCall(previewErasure, offered && open ? { query: { kind, targetId: id } } : null);
  const ask = useChange(askErasure, {
    errors: "page",
    done: "retention.erasure.asked",
    onDone: ({ id: request }) => void navigate(`/retention/requests/${request}`),
  });
  if (!offered) return null;
  const label = (key: string) => text(`retention.erasure.${key}`);
  const { data } = found;
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {label("ask")}
      </Button>
      <ConfirmDanger
        open={open}
        title={text("retention.erasure.askTitle", { name })}
        what={
          <>
            {label(`what.${kind}`)}
            {data && kind === "organisation" && (
              <div>{text("retention.erasure.files", { count: data.files })}</div>
            )}
            {data && data.blocks.length > 0 && (
              <Alert
                type="warning"
                showIcon
                title={text("retention.erasure.blocked", {
                  why: data.blocks.map((each) => label(`blocks.${each}`)).join("、"),
                })}
                description={
                  data.nameNeededUntil === null
                    ? undefined
                    : text("retention.erasure.until", { day: formatDay(data.nameNeededUntil, lang) })
                }
              />
            )}
          </>
        }
        whom={label("whom")}
        undo={
          data
            ? text("retention.erasure.undo", { day: formatDay(data.completeAt, lang) })
            : label("undoShort")
        }
        confirm={label("ask")}
        reason="required"
        busy={ask.busy}
        error={ask.error ?? found.error}
        onConfirm={(reason) => void ask.run({ body: { kind, targetId: id, reason } })}
        onCancel={() => {
          ask.reset();
          setOpen(false);
        }}
      />
    </>
  );
}
