import { changePassword, setLanguage } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import { Button, Form, Input, Segmented } from "antd";
import { applyFieldErrors, useChange } from "../../lib/api.ts";
import { chooseLanguage, useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { Facts } from "../../ui/Facts.tsx";
import { NewPassword } from "../../ui/NewPassword.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";

/** Who I am here; language and password. */
export default function AccountPage() {
  const text = useText();
  const word = useWord();
  const me = useMe();
  const posts = me.posts.map((post) => word("post", post)).join(text("shell.listComma"));
  return (
    <div className="yj-narrow">
      <PageHeader title={text("identity.account.title")} />
      <Section title={text("identity.account.person")}>
        <Facts
          items={[
            { label: text("identity.account.name"), value: me.person.name },
            { label: text("identity.account.email"), value: me.person.email },
            { label: text("identity.account.organisation"), value: me.organisation.name },
            { label: text("identity.account.posts"), value: posts },
          ]}
        />
      </Section>
      <Section title={text("identity.account.language")} hint={text("identity.account.languageHint")}>
        <LanguageChoice />
      </Section>
      <Section title={text("identity.account.password")} hint={text("identity.account.passwordHint")}>
        <PasswordForm email={me.person.email} />
      </Section>
    </div>
  );
}

function LanguageChoice() {
  const text = useText();
  const lang = useLang();
  const change = useChange(setLanguage, { done: "identity.account.languageSaved" });
  return (
    <Segmented<Lang>
      aria-label={text("identity.account.language")}
      value={lang}
      options={[
        { value: "zh", label: text("identity.account.zh") },
        { value: "en", label: text("identity.account.en") },
      ]}
      onChange={(next) => {
        void chooseLanguage(next).then(() => change.run({ body: { lang: next } }));
      }}
    />
  );
}

/** The contract names the new password otherwise than the fields that every password form shares. */
const FIELDS = { "/next": "password" };

function PasswordForm({ email }: { readonly email: string }) {
  const text = useText();
  const [form] = Form.useForm<{ current: string; password: string }>();
  const change = useChange(changePassword, {
    errors: "page",
    refresh: false,
    done: "identity.account.changed",
    onDone: () => form.resetFields(),
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
