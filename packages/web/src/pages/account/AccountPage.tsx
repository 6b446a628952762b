import { changePassword, endMySession, listMySessions, setLanguage } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import { Button, Form, Input, Segmented } from "antd";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { chooseLanguage, useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { NewPassword } from "../../ui/NewPassword.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

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
      <Section title={text("identity.account.sessions")} hint={text("identity.account.sessionsHint")} flush>
        <Sessions />
      </Section>
    </div>
  );
}

function Sessions() {
  const text = useText();
  const sessions = useCall(listMySessions, {});
  const end = useChange(endMySession, { done: "identity.account.sessionEnded" });
  return (
    <Loaded query={sessions}>
      {({ items }) => (
        <LocalTable
          title={text("identity.account.sessions")}
          rows={items}
          rowKey={(session) => session.id}
          empty={{ title: text("identity.account.noSessions") }}
          columns={[
            {
              key: "where",
              title: text("identity.account.device"),
              width: 260,
              render: (session) => (
                <>
                  {deviceOf(session.agent)} <span className="yj-hint">{session.address}</span>
                </>
              ),
              text: (session) => session.agent,
            },
            {
              key: "organisation",
              title: text("identity.account.organisation"),
              width: 180,
              render: (session) => session.organisation,
              text: (session) => session.organisation,
            },
            {
              key: "seen",
              title: text("identity.account.lastSeen"),
              width: 150,
              render: (session) => <Instant at={session.lastSeenAt} />,
              text: (session) => session.lastSeenAt,
            },
            {
              key: "end",
              title: text("identity.account.action"),
              width: 110,
              render: (session) =>
                session.current ? (
                  <StateTag
                    plain
                    kind="generic"
                    state="active"
                    label={text("identity.account.thisSession")}
                  />
                ) : (
                  <Button size="small" onClick={() => void end.run({ params: { id: session.id } })}>
                    {text("identity.account.endSession")}
                  </Button>
                ),
              text: () => null,
            },
          ]}
        />
      )}
    </Loaded>
  );
}

/** 'Chrome 140 · Windows': enough to know one's own devices by. */
function deviceOf(agent: string): string {
  const browser = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(agent);
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0];
  const name = browser?.[1]?.replace("Edg", "Edge").replace("Version", "Safari");
  if (name === undefined) return agent.slice(0, 60);
  return [`${name} ${browser?.[2]}`, system].filter(Boolean).join(" · ");
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
