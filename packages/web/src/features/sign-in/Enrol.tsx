import { MobileOutlined, UsbOutlined } from "@ant-design/icons";
import { beginPasskey, beginTotp, finishPasskey, finishTotp, type OutputOf } from "@yunjian/contract";
import { Alert, Button, Form, Input, QRCode } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { Problem } from "../../ui/Problem.tsx";
import { makePasskey, passkeysHere } from "./passkey.ts";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import "./sign-in.css";

type Begun = OutputOf<typeof beginTotp>;

export interface EnrolProps {
  /** Passkeys need https or localhost on the server's side too. */
  readonly passkeysPossible: boolean;
  readonly onDone: () => void;
}

/** Sets up a second factor: a code generator or a passkey; the recovery codes come with the first one. */
export function Enrol({ passkeysPossible, onDone }: EnrolProps) {
  const text = useText();
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<readonly string[]>();
  const begin = useChange(beginTotp, { errors: "page", refresh: false, onDone: setBegun });
  const finished = (output: { recoveryCodes: string[] | null }) => {
    if (output.recoveryCodes) setCodes(output.recoveryCodes);
    else onDone();
  };
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (begun) return <TotpForm begun={begun} onDone={finished} onBack={() => setBegun(undefined)} />;
  return (
    <div className="yj-enrol">
      <button
        type="button"
        className="yj-enrol-choice"
        disabled={begin.busy}
        onClick={() => void begin.run({ body: { name: text("signIn.totp.name") } })}
      >
        <MobileOutlined aria-hidden="true" />
        <span>
          <strong>{text("signIn.totp.title")}</strong>
          <span className="yj-hint">{text("signIn.totp.hint")}</span>
        </span>
      </button>
      <PasskeyChoice possible={passkeysPossible} onDone={finished} />
      <Problem error={begin.error} />
    </div>
  );
}

interface TotpFormProps {
  readonly begun: Begun;
  readonly onDone: (output: OutputOf<typeof finishTotp>) => void;
  readonly onBack: () => void;
}

function TotpForm({ begun, onDone, onBack }: TotpFormProps) {
  const text = useText();
  const [form] = Form.useForm<{ code: string }>();
  const finish = useChange(finishTotp, {
    errors: "page",
    refresh: false,
    onDone,
    onRefused: () => form.resetFields(),
  });
  return (
    <>
      <ol className="yj-steps">
        <li>{text("signIn.totp.scan")}</li>
        <li>{text("signIn.totp.type")}</li>
      </ol>
      <div className="yj-qr">
        <QRCode value={begun.uri} type="svg" size={208} aria-label={text("signIn.totp.qr")} />
        <div>
          <div className="yj-hint">{text("signIn.totp.byHand")}</div>
          <code className="yj-secret" data-secret={begun.secret}>
            {begun.secret.match(/.{1,4}/g)?.join(" ")}
          </code>
        </div>
      </div>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ code }) => void finish.run({ params: { id: begun.id }, body: { code } })}
      >
        <Form.Item
          name="code"
          label={text("signIn.confirm.label.totp")}
          rules={[
            { required: true, message: text("signIn.confirm.missing") },
            { pattern: /^\s*\d{3}\s?\d{3}\s*$/, message: text("signIn.totp.six") },
          ]}
        >
          <Input
            className="yj-code"
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
          />
        </Form.Item>
        <Problem error={finish.error} />
        <Button type="primary" htmlType="submit" block loading={finish.busy}>
          {text("signIn.totp.finish")}
        </Button>
        <Button type="link" block onClick={onBack}>
          {text("signIn.enrol.back")}
        </Button>
      </Form>
    </>
  );
}

interface PasskeyChoiceProps {
  readonly possible: boolean;
  readonly onDone: (output: OutputOf<typeof finishPasskey>) => void;
}

function PasskeyChoice({ possible, onDone }: PasskeyChoiceProps) {
  const text = useText();
  const [cancelled, setCancelled] = useState(false);
  const [waits, setWaits] = useState(false);
  const begin = useChange(beginPasskey, { errors: "page", refresh: false });
  const finish = useChange(finishPasskey, { errors: "page", refresh: false, onDone });
  const here = possible && passkeysHere();
  const run = async () => {
    setCancelled(false);
    const begun = await begin.run({});
    if (!begun) return;
    setWaits(true);
    const credential = await makePasskey(begun.options).catch(() => undefined);
    setWaits(false);
    if (credential) await finish.run({ body: { name: text("signIn.passkey.name"), credential } });
    else setCancelled(true);
  };
  return (
    <>
      <button
        type="button"
        className="yj-enrol-choice"
        disabled={!here || begin.busy || waits || finish.busy}
        onClick={() => void run()}
      >
        <UsbOutlined aria-hidden="true" />
        <span>
          <strong>{text("signIn.passkey.title")}</strong>
          <span className="yj-hint">{text(here ? "signIn.passkey.hint" : "signIn.passkey.impossible")}</span>
        </span>
      </button>
      {cancelled && <Alert type="warning" showIcon title={text("signIn.passkey.cancelled")} />}
      <Problem error={finish.error ?? begin.error} />
    </>
  );
}
