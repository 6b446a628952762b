import { useQueryClient } from "@tanstack/react-query";
import { getMe } from "@yunjian/contract";
import { Modal } from "antd";
import { ConfirmForm } from "../features/sign-in/ConfirmForm.tsx";
import { keyOf } from "../lib/api.ts";
import { confirmationDeclined, confirmationGiven, useConfirmation } from "../lib/confirmation.ts";
import { useText } from "../lib/language.ts";
import type { Me } from "../lib/me.ts";

/** Over the page, before a step that matters: the step goes on by itself afterwards. */
export function ConfirmDialog({ me }: { readonly me: Me }) {
  const text = useText();
  const client = useQueryClient();
  const open = useConfirmation();
  return (
    <Modal
      open={open}
      title={text("signIn.confirm.title")}
      footer={null}
      width={420}
      // Above the dialog in which the step was taken.
      zIndex={1200}
      destroyOnHidden
      mask={{ closable: false }}
      onCancel={confirmationDeclined}
    >
      <p className="yj-hint yj-dialog-lead">{text("signIn.confirm.why")}</p>
      {me.assurance && (
        <ConfirmForm
          factors={me.assurance.factors}
          onDone={() => {
            confirmationGiven();
            void client.invalidateQueries({ queryKey: keyOf(getMe, {}) });
          }}
        />
      )}
    </Modal>
  );
}
