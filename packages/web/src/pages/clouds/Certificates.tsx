import { type CertificateSummary, type getCloud, type OutputOf, voidCertificate } from "@yunjian/contract";
import { Button, Space } from "antd";
import { useState } from "react";
import { ApplyDrawer, CertificateDrawer } from "../../features/registry/CloudForms.tsx";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { CertificateTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Day, Instant } from "../../ui/When.tsx";

/** The cloud's security assessment: until when it holds, when to apply again, and those before. */
export function Certificates({ cloud }: { readonly cloud: OutputOf<typeof getCloud> }) {
  const text = useText();
  const [adding, setAdding] = useState(false);
  const [applying, setApplying] = useState(false);
  const { certificate, certificates } = cloud;
  const before = certificates.filter((each) => each.id !== certificate?.id);
  const may = cloud.may !== "nothing";
  return (
    <Section
      title={text("registry.certificate.title")}
      hint={text("registry.certificate.hint")}
      extra={
        may && (
          <Space>
            {certificate && certificate.voidedAt === null && cloud.may === "all" && (
              <EndAction
                route={voidCertificate}
                words="registry.certificate.void"
                params={{ number: certificate.number, provider: cloud.provider.name }}
                input={(reason) => ({
                  params: { id: certificate.id },
                  body: { version: certificate.version, reason },
                })}
              />
            )}
            {certificate && certificate.voidedAt === null && (
              <Button onClick={() => setApplying(true)}>{text("registry.certificate.apply")}</Button>
            )}
            <Button onClick={() => setAdding(true)}>{text("registry.certificate.create")}</Button>
          </Space>
        )
      }
    >
      {certificate ? (
        <Current certificate={certificate} />
      ) : (
        <EmptyHint
          small
          title={text("registry.certificate.empty")}
          hint={text("registry.certificate.emptyHint")}
        />
      )}
      {before.length > 0 && <h3>{text("registry.certificate.before")}</h3>}
      {before.length > 0 && (
        <LocalTable
          title={text("registry.certificate.before")}
          rows={before}
          rowKey={(each) => each.id}
          empty={{ title: "" }}
          columns={[
            {
              key: "number",
              title: text("registry.certificate.number"),
              width: 140,
              render: (each) => each.number,
              text: (each) => each.number,
            },
            {
              key: "issued",
              title: text("registry.certificate.issuedOn"),
              width: 130,
              render: (each) => <Day date={each.issuedOn} />,
              text: (each) => each.issuedOn,
            },
            {
              key: "until",
              title: text("registry.certificate.validUntil"),
              width: 130,
              render: (each) => <Day date={each.validUntil} />,
              text: (each) => each.validUntil,
            },
            {
              key: "state",
              title: text("registry.state"),
              width: 100,
              render: (each) => <CertificateTag plain state={each.state} />,
              text: (each) => each.state,
            },
            {
              key: "why",
              title: text("registry.certificate.voidReason"),
              width: 160,
              render: (each) => each.voidReason,
              text: (each) => each.voidReason,
            },
          ]}
        />
      )}
      <CertificateDrawer open={adding} cloudId={cloud.id} onClose={() => setAdding(false)} />
      {certificate && (
        <ApplyDrawer open={applying} certificate={certificate} onClose={() => setApplying(false)} />
      )}
    </Section>
  );
}

function Current({ certificate }: { readonly certificate: CertificateSummary }) {
  const text = useText();
  const { number, issuedOn, validUntil, applyBy, appliedOn, state, remindOn, voidedAt, voidReason } =
    certificate;
  return (
    <Facts
      items={[
        { label: text("registry.state"), value: <CertificateTag state={state} /> },
        { label: text("registry.certificate.number"), value: number },
        { label: text("registry.certificate.issuedOn"), value: <Day date={issuedOn} /> },
        { label: text("registry.certificate.validUntil"), value: <Day date={validUntil} /> },
        { label: text("registry.certificate.applyBy"), value: <Day date={applyBy} /> },
        { label: text("registry.certificate.appliedOn"), value: <Day date={appliedOn} /> },
        {
          label: text("registry.certificate.remindOn"),
          value: remindOn
            .map(({ on, months }) => text("registry.certificate.remind", { on, months }))
            .join(text("shell.listComma")),
        },
        ...(voidedAt
          ? [
              { label: text("registry.certificate.voidedAt"), value: <Instant at={voidedAt} /> },
              { label: text("registry.certificate.voidReason"), value: voidReason, wide: true },
            ]
          : []),
      ]}
    />
  );
}
