import { getMySecurity, type OutputOf, removeFactor, renewRecoveryCodes } from "@yunjian/contract";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant, None } from "../../ui/When.tsx";
import { Enrol } from "./Enrol.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";

type Security = OutputOf<typeof getMySecurity>;
type Factor = Security["factors"][number];

/** My second factors, recovery codes and the providers I can sign in by. */
export function Factors() {
  const security = useCall(getMySecurity, {});
  return <Loaded query={security}>{(data) => <Held security={data} />}</Loaded>;
}

function Held({ security }: { readonly security: Security }) {
  const text = useText();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<Factor>();
  const [codes, setCodes] = useState<readonly string[]>();
  const remove = useChange(removeFactor, {
    done: "signIn.factors.removed",
    errors: "page",
    onDone: () => setDoomed(undefined),
  });
  const renew = useChange(renewRecoveryCodes, { onDone: ({ recoveryCodes }) => setCodes(recoveryCodes) });
  const close = () => {
    setAdding(false);
    void client.invalidateQueries();
  };
  const kind = (factor: Factor) => text(`signIn.${factor.kind}.title`);
  return (
    <>
      <Section
        flush
        title={text("signIn.factors.title")}
        hint={text(security.required ? "signIn.factors.required" : "signIn.factors.optional")}
        extra={<Button onClick={() => setAdding(true)}>{text("signIn.factors.add")}</Button>}
      >
        <LocalTable
          title={text("signIn.factors.title")}
          rows={security.factors}
          rowKey={(factor) => factor.id}
          empty={{ title: text("signIn.factors.none"), hint: text("signIn.factors.noneHint") }}
          columns={[
            {
              key: "kind",
              title: text("signIn.factors.kind"),
              width: 180,
              main: true,
              render: kind,
              text: kind,
            },
            {
              key: "name",
              title: text("signIn.factors.name"),
              width: 160,
              ellipsis: true,
              render: (factor) => factor.name,
              text: (factor) => factor.name,
            },
            {
              key: "createdAt",
              title: text("signIn.factors.since"),
              width: 150,
              render: (factor) => <Instant at={factor.createdAt} />,
              text: (factor) => factor.createdAt,
            },
            {
              key: "used",
              title: text("signIn.factors.used"),
              width: 150,
              render: (factor) => (factor.lastUsedAt ? <Instant at={factor.lastUsedAt} /> : <None />),
              text: (factor) => factor.lastUsedAt,
            },
            {
              key: "action",
              title: text("identity.account.action"),
              width: 90,
              render: (factor) => (
                <Button size="small" danger onClick={() => setDoomed(factor)}>
                  {text("signIn.factors.remove")}
                </Button>
              ),
              text: () => null,
            },
          ]}
        />
      </Section>
      {security.factors.length > 0 && (
        <Section
          title={text("signIn.codes.title")}
          hint={text("signIn.codes.left", { count: security.recoveryCodesLeft })}
          extra={
            <Button loading={renew.busy} onClick={() => void renew.run({})}>
              {text("signIn.codes.renew")}
            </Button>
          }
        >
          <p className="yj-hint">{text("signIn.codes.about")}</p>
        </Section>
      )}
      {security.singleSignOn.length > 0 && (
        <Section title={text("signIn.sso.linked")} hint={text("signIn.sso.linkedHint")}>
          <ul>
            {security.singleSignOn.map((one) => (
              <li key={one.organisation}>{one.organisation}</li>
            ))}
          </ul>
        </Section>
      )}
      <Modal
        open={adding}
        title={text("signIn.factors.add")}
        footer={null}
        destroyOnHidden
        mask={{ closable: false }}
        onCancel={close}
      >
        <Enrol passkeysPossible={security.passkeysPossible} onDone={close} />
      </Modal>
      <Modal
        open={codes !== undefined}
        title={text("signIn.codes.title")}
        footer={null}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
      >
        {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
      </Modal>
      <ConfirmDanger
        open={doomed !== undefined}
        title={text("signIn.factors.remove")}
        what={text("signIn.factors.removeWhat", { name: doomed ? kind(doomed) : "" })}
        undo={text("signIn.factors.removeUndo")}
        confirm={text("signIn.factors.remove")}
        busy={remove.busy}
        error={remove.error}
        onConfirm={() => {
          if (doomed) void remove.run({ params: { id: doomed.id } });
        }}
        onCancel={() => {
          remove.reset();
          setDoomed(undefined);
        }}
      />
    </>
  );
}
