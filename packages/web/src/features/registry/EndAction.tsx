import type { InputOf, RouteSpec } from "@yunjian/contract";
import { Button, type ButtonProps } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";

interface EndActionProps<R extends RouteSpec> {
  readonly route: R;
  readonly input: (reason: string) => InputOf<R>;
  /** Message keys below this: button, title, what, whom, undo, done. */
  readonly words: string;
  readonly params?: Record<string, unknown>;
  readonly reason?: "none" | "required";
  readonly button?: ButtonProps;
  readonly onDone?: () => void;
}

/** A button for a step that ends something, with what follows from it said before. */
export function EndAction<R extends RouteSpec>({
  route,
  input,
  words,
  params = {},
  reason = "required",
  button,
  onDone,
}: EndActionProps<R>) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const say = (key: string) => text(`${words}.${key}`, params);
  const change = useChange(route, {
    errors: "page",
    done: `${words}.done`,
    onDone: () => {
      setOpen(false);
      onDone?.();
    },
  });
  return (
    <>
      <Button danger {...button} onClick={() => setOpen(true)}>
        {say("button")}
      </Button>
      <ConfirmDanger
        open={open}
        title={say("title")}
        what={say("what")}
        whom={say("whom")}
        undo={say("undo")}
        confirm={say("button")}
        reason={reason}
        busy={change.busy}
        error={change.error}
        onConfirm={(why) => void change.run(input(why))}
        onCancel={() => {
          change.reset();
          setOpen(false);
        }}
      />
    </>
  );
}
