import { SETTINGS } from "@yunjian/domain";
import { Form, Input } from "antd";
import { useText } from "../lib/language.ts";

/** Two fields for a new password, `password` and `again`, with the rule beside them. */
export function NewPassword({ label }: { readonly label?: string }) {
  const text = useText();
  return (
    <>
      <p className="yj-hint yj-password-rule">
        {text("identity.password.rule", { count: SETTINGS["password.minLength"].default })}
      </p>
      <Form.Item
        name="password"
        label={label ?? text("identity.password.new")}
        rules={[{ required: true, message: text("identity.password.missing") }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={text("identity.password.again")}
        dependencies={["password"]}
        validateTrigger={["onBlur", "onSubmit"]}
        rules={[
          { required: true, message: text("identity.password.missing") },
          ({ getFieldValue }) => ({
            validator: (_, value: unknown) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(text("identity.password.differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  );
}
