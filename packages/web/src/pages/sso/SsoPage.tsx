import { getSso, saveSso, type SsoView, unlinkIdentity } from "@yunjian/contract";
import type { Post } from "@yunjian/domain";
import { Alert, Button, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant, None } from "../../ui/When.tsx";

/** An organisation's identity provider: where it is, what counts as a second factor, who is linked. */
export default function SsoPage() {
  const { id = "" } = useParams();
  const text = useText();
  const query = useCall(getSso, { params: { id } });
  return (
    <Loaded query={query}>
      {(sso) => (
        <div className="yj-narrow">
          <PageHeader title={text("signIn.sso.of", { organisation: sso.organisation.name })} />
          <Section title={text("signIn.sso.setup")} hint={text("signIn.sso.setupHint")}>
            <SsoForm key={sso.version} sso={sso} />
          </Section>
          {sso.version > 0 && <Identities sso={sso} />}
        </div>
      )}
    </Loaded>
  );
}

interface Values {
  readonly code: string;
  readonly domains: string[];
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly emailClaim: string;
  readonly strongAcr: string[];
  readonly strongAmr: string[];
  readonly firstUse: boolean;
  readonly jitPost: Post | "";
  readonly enabled: boolean;
}

function SsoForm({ sso }: { readonly sso: SsoView }) {
  const text = useText();
  const word = useWord();
  const [form] = Form.useForm<Values>();
  const save = useChange(saveSso, {
    errors: "page",
    done: "signIn.sso.saved",
    onRefused: (error) => applyFieldErrors(form, error),
  });
  const { organisation: _org, hasSecret, redirectUri, jitPosts, identities: _linked, version, ...kept } = sso;
  const initial: Values = { ...kept, clientSecret: "", jitPost: sso.jitPost ?? "" };
  const submit = (values: Values) => {
    const { clientSecret, jitPost, ...rest } = values;
    void save.run({
      params: { id: sso.organisation.id },
      body: {
        ...rest,
        ...(clientSecret !== "" && { clientSecret }),
        jitPost: jitPost === "" ? null : jitPost,
        version,
      },
    });
  };
  const line = (name: "code" | "issuer" | "clientId" | "scopes" | "emailClaim", required = true) => (
    <Form.Item
      name={name}
      label={text(`signIn.sso.field.${name}`)}
      extra={text(`signIn.sso.help.${name}`)}
      rules={required ? [{ required: true, message: text("signIn.confirm.missing") }] : []}
    >
      <Input autoComplete="off" spellCheck={false} maxLength={300} />
    </Form.Item>
  );
  const several = (name: "domains" | "strongAcr" | "strongAmr") => (
    <Form.Item name={name} label={text(`signIn.sso.field.${name}`)} extra={text(`signIn.sso.help.${name}`)}>
      <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " "]} />
    </Form.Item>
  );
  return (
    <Form<Values>
      form={form}
      name="sso"
      layout="vertical"
      initialValues={initial}
      onFinish={() => submit(form.getFieldsValue(true) as Values)}
    >
      <Alert
        type="info"
        showIcon
        title={text("signIn.sso.redirect")}
        description={<code>{redirectUri}</code>}
        style={{ marginBottom: 16 }}
      />
      {line("issuer")}
      <div className="yj-pair">
        {line("clientId")}
        <Form.Item
          name="clientSecret"
          label={text("signIn.sso.field.clientSecret")}
          extra={text(hasSecret ? "signIn.sso.help.secretKept" : "signIn.sso.help.secretNone")}
        >
          <Input.Password autoComplete="new-password" maxLength={500} />
        </Form.Item>
      </div>
      <div className="yj-pair">
        {line("code")}
        {several("domains")}
      </div>
      <div className="yj-pair">
        {several("strongAcr")}
        {several("strongAmr")}
      </div>
      <div className="yj-pair">
        {line("scopes")}
        {line("emailClaim")}
      </div>
      <Form.Item
        name="firstUse"
        label={text("signIn.sso.field.firstUse")}
        extra={text("signIn.sso.help.firstUse")}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item
        name="jitPost"
        label={text("signIn.sso.field.jitPost")}
        extra={text("signIn.sso.help.jitPost")}
      >
        <Select
          options={[
            { value: "", label: text("signIn.sso.jitOff") },
            ...jitPosts.map((post) => ({ value: post, label: word("post", post) })),
          ]}
        />
      </Form.Item>
      <Form.Item
        name="enabled"
        label={text("signIn.sso.field.enabled")}
        extra={text("signIn.sso.help.enabled")}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Problem error={save.error} form={form} />
      <Button type="primary" htmlType="submit" loading={save.busy}>
        {text("signIn.sso.save")}
      </Button>
    </Form>
  );
}

function Identities({ sso }: { readonly sso: SsoView }) {
  const text = useText();
  const [doomed, setDoomed] = useState<SsoView["identities"][number]>();
  const unlink = useChange(unlinkIdentity, {
    done: "signIn.sso.unlinked",
    errors: "page",
    onDone: () => setDoomed(undefined),
  });
  return (
    <Section flush title={text("signIn.sso.people")} hint={text("signIn.sso.peopleHint")}>
      <LocalTable
        title={text("signIn.sso.people")}
        rows={sso.identities}
        rowKey={(row) => row.id}
        empty={{ title: text("signIn.sso.nobody"), hint: text("signIn.sso.nobodyHint") }}
        columns={[
          {
            key: "person",
            title: text("signIn.log.person"),
            width: 180,
            main: true,
            ellipsis: true,
            render: (row) => <Link to={`/people/${row.person.id}`}>{row.person.name}</Link>,
            text: (row) => row.person.name,
          },
          {
            key: "by",
            title: text("signIn.sso.linkedBy"),
            width: 130,
            render: (row) => text(`signIn.sso.way.${row.linkedBy}`),
            text: (row) => text(`signIn.sso.way.${row.linkedBy}`),
          },
          {
            key: "since",
            title: text("signIn.factors.since"),
            width: 150,
            render: (row) => <Instant at={row.createdAt} />,
            text: (row) => row.createdAt,
          },
          {
            key: "used",
            title: text("signIn.factors.used"),
            width: 150,
            render: (row) => (row.lastUsedAt ? <Instant at={row.lastUsedAt} /> : <None />),
            text: (row) => row.lastUsedAt,
          },
          {
            key: "action",
            title: text("identity.account.action"),
            width: 100,
            render: (row) => (
              <Button size="small" danger onClick={() => setDoomed(row)}>
                {text("signIn.sso.unlink")}
              </Button>
            ),
            text: () => null,
          },
        ]}
      />
      <ConfirmDanger
        open={doomed !== undefined}
        title={text("signIn.sso.unlink")}
        what={text("signIn.sso.unlinkWhat", { name: doomed?.person.name ?? "" })}
        undo={text("signIn.sso.unlinkUndo")}
        confirm={text("signIn.sso.unlink")}
        busy={unlink.busy}
        error={unlink.error}
        onConfirm={() => {
          if (doomed) void unlink.run({ params: { id: doomed.id } });
        }}
        onCancel={() => {
          unlink.reset();
          setDoomed(undefined);
        }}
      />
    </Section>
  );
}
