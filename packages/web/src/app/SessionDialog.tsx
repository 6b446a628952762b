import { useQueryClient } from "@tanstack/react-query";
import { getMe } from "@yunjian/contract";
import { Button, Modal } from "antd";
import { keyOf } from "../lib/api.ts";
import { callOnce } from "../lib/client.ts";
import { useText } from "../lib/language.ts";
import type { Me } from "../lib/me.ts";
import { sessionAbandoned, sessionRestored, tellOtherTabs, useSession } from "../lib/session.ts";
import { SignInForm } from "./SignInForm.tsx";
import { useEffect } from "react";

/** Over the page, which stays as it is: sign in again, or learn that another tab changed who is signed in. */
export function SessionDialog({ me }: { readonly me: Me }) {
  const text = useText();
  const client = useQueryClient();
  const session = useSession();
  const meKey = keyOf(getMe, {});

  // Signed in again in another tab: nothing to type here.
  useEffect(() => {
    if (session.kind !== "lost") return;
    const look = async () => {
      const now = await callOnce(getMe, {}).catch(() => null);
      if (now === null) return;
      client.setQueryData(keyOf(getMe, {}), now);
      if (now.person.id === me.person.id && now.organisation.id === me.organisation.id) sessionRestored();
    };
    const onReturn = () => {
      if (document.visibilityState === "visible") void look();
    };
    document.addEventListener("visibilitychange", onReturn);
    return () => document.removeEventListener("visibilitychange", onReturn);
  }, [session.kind, me.person.id, me.organisation.id, client]);

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
        <p>{text("shell.session.changedHint", { name: session.organisation })}</p>
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
      <p className="yj-hint">{text("shell.session.lostHint")}</p>
      <SignInForm
        email={me.person.email}
        orgId={me.organisation.id}
        onDone={() => {
          tellOtherTabs({ kind: "signed-in" });
          sessionRestored();
          void client.invalidateQueries({ queryKey: meKey });
        }}
      />
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
