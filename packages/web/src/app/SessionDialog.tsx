import { useQueryClient } from "@tanstack/react-query";
import { getMe } from "@yunjian/contract";
import { Button, Modal } from "antd";
import { useState } from "react";
import { ConfirmForm } from "../features/sign-in/ConfirmForm.tsx";
import { keyOf } from "../lib/api.ts";
import { useText } from "../lib/language.ts";
import type { Me } from "../lib/me.ts";
import { sessionAbandoned, sessionRestored, tellOtherTabs, useSession } from "../lib/session.ts";
import { SignInForm } from "./SignInForm.tsx";

/** Over the page, which stays as it is: sign in again, or learn that another tab changed who is signed in. */
export function SessionDialog({ me }: { readonly me: Me }) {
  const text = useText();
  const client = useQueryClient();
  const session = useSession();
  const meKey = keyOf(getMe, {});
  const [factorOwed, setFactorOwed] = useState(false);
  const restored = () => {
    setFactorOwed(false);
    tellOtherTabs({ kind: "signed-in" });
    sessionRestored();
    void client.invalidateQueries({ queryKey: meKey });
  };

  if (session.kind === "changed") {
    return (
      <Modal
        open
        closable={false}
        keyboard={false}
        title={text("shell.session.changed")}
        footer={null}
        width={440}
      >
        <p className="yj-dialog-lead">{text("shell.session.changedHint", { name: session.organisation })}</p>
        <Button type="primary" onClick={() => location.assign("/")}>
          {text("shell.session.reload")}
        </Button>
      </Modal>
    );
  }
  return (
    <Modal
      open={session.kind === "lost"}
      closable={false}
      keyboard={false}
      destroyOnHidden
      title={text("shell.session.lost")}
      footer={null}
      width={420}
    >
      <p className="yj-hint yj-dialog-lead">{text("shell.session.lostHint")}</p>
      {factorOwed && me.assurance ? (
        <ConfirmForm factors={me.assurance.factors} onDone={restored} />
      ) : (
        <SignInForm
          email={me.person.email}
          orgId={me.organisation.id}
          onDone={(owed) => (owed === "factor" ? setFactorOwed(true) : restored())}
        />
      )}
      <Button
        type="link"
        block
        onClick={() => {
          sessionAbandoned();
          location.assign("/sign-in");
        }}
      >
        {text("shell.session.leave")}
      </Button>
    </Modal>
  );
}
