import { changePassword } from "@yunjian/contract";
import { Button, Form, Input } from "antd";
import { applyFieldErrors, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { NewPassword } from "../../ui/NewPassword.tsx";
import { Problem } from "../../ui/Problem.tsx";

/** The contract names the new password otherwise than the fields that every password form shares. */
const FIELDS = { "/next": "password" };

interface ChangePasswordProps {
  readonly email: string;
  readonly onDone?: () => void;
}

export function ChangePassword({ email, onDone }: ChangePasswordProps) {
  const text = useText();
  const [form] = Form.useForm<{ current: string; password: string }>();
  const change = useChange(changePassword, {
    errors: "page",
    refresh: false,
    done: "identity.account.changed",
    onDone: () => {
      form.resetFields();
      onDone?.();
    },
    onRefused: (error) => applyFieldErrors(form, error, FIELDS),
  });
  return (
    <Form
      form={form}
      name="password"
      layout="vertical"
      className="yj-form-short"
      requiredMark={false}
      onFinish={({ current, password }) => void change.run({ body: { current, next: password } })}
    >
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <Form.Item
        name="current"
        label={text("identity.password.current")}
        rules={[{ required: true, message: text("identity.password.missing") }]}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <NewPassword />
      <Problem error={change.error} form={form} rename={FIELDS} />
      <Button type="primary" htmlType="submit" loading={change.busy}>
        {text("identity.account.change")}
      </Button>
    </Form>
  );
}
