import { signIn } from "@yunjian/contract";
import { Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { useChange } from "../lib/api.ts";
import { useText } from "../lib/language.ts";
import { lastEmail, rememberEmail } from "../lib/session.ts";
import { Problem } from "../ui/Problem.tsx";

export interface SignInFormProps {
  /** Signing in again: as this person only. */
  readonly email?: string;
  readonly orgId?: string;
  /** What is typed as the account, once the field is left. */
  readonly onEmail?: (email: string) => void;
  /** `owed`: the password was right, something else comes first. */
  readonly onDone: (owed: "factor" | "enrol" | "password" | null) => void;
}

export function SignInForm({ email, orgId, onEmail, onDone }: SignInFormProps) {
  const text = useText();
  const [form] = Form.useForm<{ email: string; password: string }>();
  const change = useChange(signIn, {
    errors: "page",
    refresh: false,
    onRefused: () => form.resetFields(["password"]),
  });
  const [remembered] = useState(lastEmail);
  const start = email ?? remembered ?? "";
  const { error } = change;
  useEffect(() => {
    if (error) form.focusField("password");
  }, [error, form]);

  const submit = async (values: { email: string; password: string }) => {
    const answer = await change.run({
      body: {
        email: email ?? values.email.trim(),
        password: values.password,
        ...(orgId !== undefined && { orgId }),
      },
    });
    if (answer === undefined) return;
    rememberEmail(email ?? values.email.trim());
    onDone(answer.pending);
  };
  return (
    <Form
      form={form}
      name="sign-in"
      layout="vertical"
      requiredMark={false}
      initialValues={{ email: start }}
      onFinish={(values) => void submit(values)}
    >
      <Form.Item
        name="email"
        label={text("identity.signIn.email")}
        rules={[{ required: true, message: text("identity.signIn.emailMissing") }]}
      >
        <Input
          type="text"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus={start === ""}
          disabled={email !== undefined}
          onBlur={(event) => onEmail?.(event.target.value.trim())}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={text("identity.signIn.password")}
        rules={[{ required: true, message: text("identity.signIn.passwordMissing") }]}
      >
        <Input.Password autoComplete="current-password" autoFocus={start !== ""} />
      </Form.Item>
      <Problem error={error} />
      <Button type="primary" htmlType="submit" block loading={change.busy}>
        {text("identity.signIn.submit")}
      </Button>
    </Form>
  );
}
