import { useQueryClient } from "@tanstack/react-query";
import { getLink, useLink as followLink } from "@yunjian/contract";
import { Alert, Button, Form, Skeleton } from "antd";
import { Link, Navigate, useNavigate } from "react-router";
import { OpenPage } from "../../app/OpenPage.tsx";
import { ApiError, applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { SsoDoor } from "../../features/sign-in/SsoDoor.tsx";
import { useText } from "../../lib/language.ts";
import { rememberEmail } from "../../lib/session.ts";
import { NewPassword } from "../../ui/NewPassword.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { useToken } from "./token.ts";

/** Sets the password through an invitation or a reset link. */
export default function LinkPage() {
  const text = useText();
  const token = useToken();
  const link = useCall(getLink, token === "" ? null : { body: { token } });
  const gone = token === "" || (link.error instanceof ApiError && link.error.problem.name === "link-expired");
  if (gone) {
    return (
      <OpenPage title={text("identity.link.invitation")}>
        <Alert
          type="warning"
          showIcon
          title={text("identity.link.gone")}
          description={text("identity.link.goneHint")}
        />
        <Link className="yj-open-next" to="/sign-in">
          {text("identity.setup.toSignIn")}
        </Link>
      </OpenPage>
    );
  }
  if (link.data?.purpose === "setup") return <Navigate to={`/setup#${encodeURIComponent(token)}`} replace />;
  const title = text(link.data?.purpose === "reset" ? "identity.link.reset" : "identity.link.invitation");
  return (
    <OpenPage title={title}>
      <Problem error={link.error} onRetry={() => void link.refetch()} />
      {link.isPending && <Skeleton active />}
      {link.data && (
        <LinkForm
          token={token}
          purpose={link.data.purpose}
          name={link.data.name ?? ""}
          email={link.data.email ?? ""}
        />
      )}
    </OpenPage>
  );
}

interface LinkFormProps {
  readonly token: string;
  readonly purpose: string;
  readonly name: string;
  readonly email: string;
}

function LinkForm({ token, purpose, name, email }: LinkFormProps) {
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<{ password: string }>();
  const change = useChange(followLink, {
    errors: "page",
    refresh: false,
    onRefused: (error) => applyFieldErrors(form, error),
    onDone: () => {
      client.clear();
      rememberEmail(email);
      void navigate("/", { replace: true });
    },
  });
  return (
    <Form
      form={form}
      name="link"
      layout="vertical"
      requiredMark={false}
      onFinish={({ password }) => void change.run({ body: { token, password } })}
    >
      <p className="yj-dialog-lead">{text("identity.link.hello", { name, email })}</p>
      {/* By this, password managers know whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <NewPassword />
      <Problem error={change.error} form={form} />
      <Button type="primary" htmlType="submit" block loading={change.busy}>
        {text("identity.link.submit")}
      </Button>
      {purpose === "invitation" && <SsoDoor email={email} link={token} />}
    </Form>
  );
}
