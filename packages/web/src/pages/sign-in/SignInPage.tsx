import { useQueryClient } from "@tanstack/react-query";
import { getEntry } from "@yunjian/contract";
import { Alert } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { OpenPage } from "../../app/OpenPage.tsx";
import { SsoDoor } from "../../features/sign-in/SsoDoor.tsx";
import { SignInForm } from "../../app/SignInForm.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { safeReturnPath } from "../../lib/return-path.ts";
import { lastEmail, tellOtherTabs } from "../../lib/session.ts";
import { Problem } from "../../ui/Problem.tsx";
import { DemoAccounts } from "./DemoAccounts.tsx";

export default function SignInPage() {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const entry = useCall(getEntry, {});
  const [email, setEmail] = useState(() => lastEmail() ?? "");

  const onDone = () => {
    // Nothing of whoever was here before stays in memory.
    client.clear();
    tellOtherTabs({ kind: "signed-in" });
    void navigate(safeReturnPath(params.get("to")), { replace: true });
  };
  const accounts = entry.data?.demo ? entry.data.accounts : [];
  return (
    <OpenPage
      title={text("identity.signIn.title")}
      lead={text("identity.signIn.lead")}
      aside={accounts.length > 0 && <DemoAccounts accounts={accounts} onDone={onDone} />}
    >
      <Problem error={entry.error} onRetry={() => void entry.refetch()} />
      {entry.data?.empty ? (
        <Alert
          type="info"
          showIcon
          title={text("identity.signIn.empty")}
          description={text("identity.signIn.emptyHint")}
        />
      ) : (
        <>
          <SignInForm onDone={onDone} onEmail={setEmail} />
          <SsoDoor email={email} />
          <p className="yj-hint yj-open-foot">{text("identity.signIn.forgotten")}</p>
        </>
      )}
    </OpenPage>
  );
}
