import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Checkbox, Space } from "antd";
import { useState } from "react";
import { useText } from "../../lib/language.ts";
import "./sign-in.css";

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Shown once: to be kept where the phone is not. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = useText();
  const { message } = App.useApp();
  const [kept, setKept] = useState(false);
  const all = codes.join("\n");
  const copy = () =>
    void navigator.clipboard?.writeText(all).then(() => message.success(text("signIn.codes.copied")));
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([`${text("signIn.codes.file")}\n\n${all}\n`], { type: "text/plain" }),
    );
    link.download = `${text("signIn.codes.title")}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={text("signIn.codes.once")}
        description={text("signIn.codes.hint")}
      />
      <ul className="yj-codes" aria-label={text("signIn.codes.title")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Space className="yj-codes-tools">
        {window.isSecureContext && (
          <Button icon={<CopyOutlined />} onClick={copy}>
            {text("signIn.codes.copy")}
          </Button>
        )}
        <Button icon={<DownloadOutlined />} onClick={save}>
          {text("signIn.codes.save")}
        </Button>
      </Space>
      <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>
        {text("signIn.codes.kept")}
      </Checkbox>
      <Button type="primary" block disabled={!kept} onClick={onDone} className="yj-codes-done">
        {text("signIn.codes.done")}
      </Button>
    </>
  );
}
