import { useQueryClient } from "@tanstack/react-query";
import { getMe, getMySecurity, signOut } from "@yunjian/contract";
import { Button } from "antd";
import { Enrol } from "../features/sign-in/Enrol.tsx";
import { ConfirmForm } from "../features/sign-in/ConfirmForm.tsx";
import { keyOf, useCall, useChange } from "../lib/api.ts";
import { useText } from "../lib/language.ts";
import type { Me } from "../lib/me.ts";
import { tellOtherTabs } from "../lib/session.ts";
import { ChangePassword } from "../features/sign-in/ChangePassword.tsx";
import { Loaded } from "../ui/Loading.tsx";
import { OpenPage } from "./OpenPage.tsx";

/** Between the password and everything else: present the second factor, set one up, or set a new password. */
export function Pending({ me, step }: { readonly me: Me; readonly step: "factor" | "enrol" | "password" }) {
  const text = useText();
  const client = useQueryClient();
  const leave = useChange(signOut, {
    refresh: false,
    onDone: () => {
      tellOtherTabs({ kind: "signed-out" });
      location.assign("/sign-in");
    },
  });
  const done = () => void client.invalidateQueries({ queryKey: keyOf(getMe, {}) });
  return (
    <OpenPage title={text(`signIn.pending.${step}`)} lead={text(`signIn.pending.${step}Lead`)}>
      <p className="yj-hint yj-pending-who">
        {me.person.name} · {me.organisation.name}
      </p>
      {step === "factor" && me.assurance && <ConfirmForm factors={me.assurance.factors} onDone={done} />}
      {step === "enrol" && <FirstFactor onDone={done} />}
      {step === "password" && <ChangePassword email={me.person.email} onDone={done} />}
      <Button type="link" block loading={leave.busy} onClick={() => void leave.run({})}>
        {text("shell.signOut")}
      </Button>
      {step === "factor" && <p className="yj-hint yj-open-foot">{text("signIn.pending.lost")}</p>}
    </OpenPage>
  );
}

function FirstFactor({ onDone }: { readonly onDone: () => void }) {
  const security = useCall(getMySecurity, {});
  return (
    <Loaded query={security}>
      {({ passkeysPossible }) => <Enrol passkeysPossible={passkeysPossible} onDone={onDone} />}
    </Loaded>
  );
}
