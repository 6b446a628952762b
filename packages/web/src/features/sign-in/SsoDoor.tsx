import { findDoors, startSso } from "@yunjian/contract";
import { Button, Divider, Form, Input } from "antd";
import { useState } from "react";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { keep, kept } from "../../lib/store.ts";
import { Problem } from "../../ui/Problem.tsx";

const LAST = "last-sso";

interface SsoDoorProps {
  /** What stands in the e-mail field; only its domain is asked for. */
  readonly email: string;
  /** An invitation that is to be linked. */
  readonly link?: string;
}

/** Offers the organisation's own provider: by the mail domain, or by the organisation's short code. */
export function SsoDoor({ email, link }: SsoDoorProps) {
  const text = useText();
  const domain = /@([^@\s]+\.[^@\s]+)$/.exec(email)?.[1]?.toLowerCase();
  const byDomain = useCall(findDoors, domain === undefined ? null : { query: { word: domain } });
  const [typing, setTyping] = useState(false);
  const [code, setCode] = useState(() => kept<string>(LAST) ?? "");
  const start = useChange(startSso, {
    errors: "page",
    refresh: false,
    onDone: ({ url }, { body }) => {
      keep(LAST, body.code);
      location.assign(url);
    },
  });
  const go = (to: string) =>
    void start.run({ body: { code: to.trim().toLowerCase(), ...(link !== undefined && { link }) } });
  const found = byDomain.data?.items ?? [];
  return (
    <div className="yj-sso">
      <Divider plain>{text("signIn.sso.or")}</Divider>
      {found.map((door) => (
        <Button key={door.code} block loading={start.busy} onClick={() => go(door.code)}>
          {text("signIn.sso.by", { organisation: door.organisation })}
        </Button>
      ))}
      {found.length === 0 && !typing && (
        <Button block onClick={() => setTyping(true)}>
          {text("signIn.sso.title")}
        </Button>
      )}
      {typing && found.length === 0 && (
        <Form layout="vertical" requiredMark={false} onFinish={() => go(code)}>
          <Form.Item label={text("signIn.sso.code")} extra={text("signIn.sso.codeHint")} htmlFor="sso-code">
            <Input
              id="sso-code"
              autoFocus
              value={code}
              maxLength={30}
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => setCode(event.target.value)}
            />
          </Form.Item>
          <Button htmlType="submit" block loading={start.busy} disabled={code.trim().length < 2}>
            {text("signIn.sso.go")}
          </Button>
        </Form>
      )}
      <Problem error={start.error} />
    </div>
  );
}
