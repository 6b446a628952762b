import { type AssuranceView, confirmByPasskey, confirmMe, confirmOptions } from "@yunjian/contract";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { Problem } from "../../ui/Problem.tsx";
import { passkeysHere, presentPasskey } from "./passkey.ts";
import "./sign-in.css";

export interface ConfirmFormProps {
  readonly factors: AssuranceView["factors"];
  readonly onDone: () => void;
}

type By = "totp" | "passkey" | "recovery-code" | "password";

/** Proves that it is this person: by whatever factor there is; the password only where there is none. */
export function ConfirmForm({ factors, onDone }: ConfirmFormProps) {
  const text = useText();
  const ways: By[] = [
    ...(factors.passkey && passkeysHere() ? ["passkey" as const] : []),
    ...(factors.totp ? ["totp" as const] : []),
    ...((factors.totp || factors.passkey) && factors.recoveryCodes > 0 ? ["recovery-code" as const] : []),
    ...(!factors.totp && !factors.passkey && factors.password ? ["password" as const] : []),
  ];
  const [chosen, setChosen] = useState<By>();
  const by = chosen ?? ways[0];
  if (by === undefined) return <Alert type="warning" showIcon title={text("signIn.confirm.noWay")} />;
  return (
    <div className="yj-confirm">
      {by === "passkey" ? <ByPasskey onDone={onDone} /> : <ByText key={by} by={by} onDone={onDone} />}
      {ways
        .filter((way) => way !== by)
        .map((way) => (
          <Button key={way} type="link" block onClick={() => setChosen(way)}>
            {text(`signIn.confirm.instead.${way}`)}
          </Button>
        ))}
    </div>
  );
}

function ByText({ by, onDone }: { readonly by: Exclude<By, "passkey">; readonly onDone: () => void }) {
  const text = useText();
  const [form] = Form.useForm<{ secret: string }>();
  const change = useChange(confirmMe, {
    errors: "page",
    refresh: false,
    onDone,
    onRefused: () => {
      form.resetFields();
      form.focusField("secret");
    },
  });
  const field =
    by === "password" ? (
      <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
    ) : (
      <Input
        autoFocus
        className="yj-code"
        autoComplete={by === "totp" ? "one-time-code" : "off"}
        inputMode={by === "totp" ? "numeric" : "text"}
        maxLength={by === "totp" ? 7 : 20}
        spellCheck={false}
        autoCapitalize="off"
      />
    );
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={({ secret }) => void change.run({ body: { by, secret } })}
    >
      <Form.Item
        name="secret"
        label={text(`signIn.confirm.label.${by}`)}
        extra={text(`signIn.confirm.hint.${by}`)}
        rules={[{ required: true, whitespace: true, message: text("signIn.confirm.missing") }]}
      >
        {field}
      </Form.Item>
      <Problem error={change.error} />
      <Button type="primary" htmlType="submit" block loading={change.busy}>
        {text("signIn.confirm.submit")}
      </Button>
    </Form>
  );
}

function ByPasskey({ onDone }: { readonly onDone: () => void }) {
  const text = useText();
  const [cancelled, setCancelled] = useState(false);
  const [waits, setWaits] = useState(false);
  const ask = useChange(confirmOptions, { errors: "page", refresh: false });
  const answer = useChange(confirmByPasskey, { errors: "page", refresh: false, onDone });
  const run = async () => {
    setCancelled(false);
    const asked = await ask.run({});
    if (!asked) return;
    setWaits(true);
    const credential = await presentPasskey(asked.options).catch(() => undefined);
    setWaits(false);
    if (credential) await answer.run({ body: { credential } });
    else setCancelled(true);
  };
  return (
    <>
      <p className="yj-hint">{text("signIn.confirm.hint.passkey")}</p>
      {cancelled && <Alert type="warning" showIcon title={text("signIn.passkey.cancelled")} />}
      <Problem error={answer.error ?? ask.error} />
      <Button
        type="primary"
        block
        autoFocus
        loading={ask.busy || waits || answer.busy}
        onClick={() => void run()}
      >
        {text("signIn.confirm.label.passkey")}
      </Button>
    </>
  );
}
