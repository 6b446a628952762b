import { useQueryClient } from "@tanstack/react-query";
import { getEntry, setUp } from "@yunjian/contract";
import { Alert, Button, Form, Input } from "antd";
import { Link, useNavigate } from "react-router";
import { OpenPage } from "../../app/OpenPage.tsx";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { rememberEmail } from "../../lib/session.ts";
import { NewPassword } from "../../ui/NewPassword.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { useToken } from "./token.ts";

interface Values {
  readonly organisation: string;
  readonly shortName: string;
  readonly region: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** First start: the supervising organisation and its system administrator, by the link of the server's output. */
export default function SetupPage() {
  const text = useText();
  const token = useToken();
  const entry = useCall(getEntry, {});
  const title = text("identity.setup.title");
  if (entry.data?.empty === false) {
    return (
      <OpenPage title={title}>
        <Alert
          type="info"
          showIcon
          title={text("identity.setup.done")}
          description={text("identity.setup.doneHint")}
        />
        <Link className="yj-open-next" to="/sign-in">
          {text("identity.setup.toSignIn")}
        </Link>
      </OpenPage>
    );
  }
  if (token === "") {
    return (
      <OpenPage title={title}>
        <Alert
          type="warning"
          showIcon
          title={text("identity.setup.noToken")}
          description={text("identity.setup.noTokenHint")}
        />
      </OpenPage>
    );
  }
  return (
    <OpenPage title={title} lead={text("identity.setup.lead")}>
      <SetupForm token={token} />
    </OpenPage>
  );
}

function SetupForm({ token }: { readonly token: string }) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const change = useChange(setUp, {
    errors: "page",
    refresh: false,
    onRefused: (error) => applyFieldErrors(form, error),
    onDone: (_, { body }) => {
      client.clear();
      rememberEmail(body.email);
      void navigate("/", { replace: true });
    },
  });
  const field = (name: "organisation" | "shortName" | "region" | "name", max: number, hinted = true) => (
    <Form.Item
      name={name}
      label={text(`identity.setup.${name}`)}
      rules={[
        {
          required: true,
          whitespace: true,
          message: text("identity.setup.missing", { field: text(`identity.setup.${name}`) }),
        },
      ]}
    >
      <Input
        maxLength={max}
        {...(hinted && { placeholder: text(`identity.setup.${name}Hint`) })}
        autoComplete="off"
      />
    </Form.Item>
  );
  const submit = ({ organisation, shortName, region, name, email, password }: Values) =>
    change.run({
      body: {
        token,
        organisation: organisation.trim(),
        shortName: shortName.trim(),
        region: region.trim(),
        name: name.trim(),
        email: email.trim(),
        password,
      },
    });
  return (
    <Form
      form={form}
      name="setup"
      layout="vertical"
      requiredMark={false}
      onFinish={(values) => void submit(values)}
    >
      <fieldset className="yj-fieldset">
        <legend>{text("identity.setup.organisationPart")}</legend>
        {field("organisation", 100)}
        <div className="yj-pair">
          {field("shortName", 20)}
          {field("region", 50)}
        </div>
      </fieldset>
      <fieldset className="yj-fieldset">
        <legend>{text("identity.setup.adminPart")}</legend>
        <div className="yj-pair">
          {field("name", 50, false)}
          <Form.Item
            name="email"
            label={text("identity.setup.email")}
            rules={[{ required: true, type: "email", message: text("identity.setup.emailWrong") }]}
          >
            <Input autoComplete="username" inputMode="email" maxLength={200} />
          </Form.Item>
        </div>
        <NewPassword label={text("identity.signIn.password")} />
      </fieldset>
      <Problem error={change.error} form={form} />
      <Button type="primary" htmlType="submit" block loading={change.busy}>
        {text("identity.setup.submit")}
      </Button>
      <p className="yj-hint yj-open-foot">{text("identity.setup.next")}</p>
    </Form>
  );
}
