import { CopyOutlined } from "@ant-design/icons";
import { Alert, App, Button, Input, Modal, Space } from "antd";
import type { ReactNode } from "react";
import { useText } from "../../lib/language.ts";

interface SecretModalProps {
  /** null: nothing to show. */
  readonly secret: string | null;
  readonly title: string;
  /** What it is for, until when it holds, and that it is shown once. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Something that is shown once: a link or a key, to be copied now. */
export function SecretModal({ secret, title, children, onClose }: SecretModalProps) {
  const text = useText();
  const { message } = App.useApp();
  const copy = async () => {
    // Without HTTPS browsers offer no clipboard; the text is selected for copying by hand then.
    const copied = await navigator.clipboard?.writeText(secret ?? "").then(
      () => true,
      () => false,
    );
    if (copied) void message.success(text("people.secret.copied"));
    else {
      document.querySelector<HTMLInputElement>("#yj-secret")?.select();
      void message.info(text("people.secret.byHand"));
    }
  };
  return (
    <Modal
      open={secret !== null}
      title={title}
      width={620}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {text("people.secret.saved")}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={text("people.secret.once")} style={{ marginBottom: 12 }} />
      <Space.Compact style={{ width: "100%" }}>
        <Input
          id="yj-secret"
          readOnly
          value={secret ?? ""}
          aria-label={title}
          onFocus={(event) => event.target.select()}
        />
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {text("people.secret.copy")}
        </Button>
      </Space.Compact>
      <div className="yj-hint" style={{ marginTop: 12 }}>
        {children}
      </div>
    </Modal>
  );
}
