import { getAgreement } from "@yunjian/contract";
import { Alert, Tabs } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { AgreementChanges } from "../../features/obligations/AgreementChanges.tsx";
import { ParametersForm } from "../../features/obligations/ParametersForm.tsx";
import type { Agreement } from "../../features/obligations/term-words.ts";
import { TermsTable } from "../../features/obligations/TermsTable.tsx";
import { VersionHistory } from "../../features/obligations/VersionHistory.tsx";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

/** One cloud's agreement, in force or at a version: `/agreements/:cloudId?version=2&tab=parameters`. */
export default function AgreementPage() {
  const { cloudId = "" } = useParams();
  const [params] = useSearchParams();
  const version = Number(params.get("version")) || undefined;
  const query = useCall(
    getAgreement,
    { params: { cloudId }, query: { ...(version && { version }) } },
    { keepPrevious: true },
  );
  return (
    <Loaded query={query} rows={10}>
      {(agreement) => <Shown agreement={agreement} />}
    </Loaded>
  );
}

function Shown({ agreement }: { readonly agreement: Agreement }) {
  const text = useText();
  const word = useWord();
  const [params, setParams] = useSearchParams();
  const { cloud } = agreement;
  const applicable = agreement.rows.filter((row) => row.term.applicable).length;
  const waiting = new Set(agreement.rows.filter((row) => row.asked.length > 0).map((row) => row.duty.id))
    .size;
  const label = (name: string) => text(`agreements.fact.${name}`);
  return (
    <>
      <ObjectHeader
        title={text("agreements.of", { cloud: cloud.name })}
        number={text("agreements.version", { version: agreement.version })}
        state={
          <ToneTag tone={agreement.inForce ? "good" : "muted"} shape={agreement.inForce ? "check" : "dash"}>
            {text(agreement.inForce ? "agreements.inForce" : "agreements.superseded")}
          </ToneTag>
        }
        back={{ to: "/agreements", label: text("agreements.back") }}
        facts={[
          { label: label("level"), value: word("capabilityLevel", cloud.capabilityLevel) },
          {
            label: label("applicable"),
            value: <span className="yj-figure">{`${applicable} / ${agreement.rows.length}`}</span>,
          },
          { label: label("effective"), value: <Instant at={agreement.effectiveFrom} /> },
          { label: label("by"), value: agreement.createdBy ?? text("common.platformItself") },
          ...(agreement.approvedBy ? [{ label: label("approved"), value: agreement.approvedBy }] : []),
          { label: label("reason"), value: agreement.reason },
          { label: label("digest"), value: <code>{agreement.catalogueDigest.slice(0, 12)}</code> },
        ]}
      />
      {!agreement.inForce && (
        <Alert
          type="warning"
          showIcon
          title={text("agreements.supersededHint")}
          action={<Link to={`/agreements/${cloud.id}`}>{text("agreements.toLatest")}</Link>}
        />
      )}
      <Tabs
        activeKey={params.get("tab") ?? "terms"}
        onChange={(tab) =>
          setParams((now) => {
            const next = new URLSearchParams(now);
            next.set("tab", tab);
            return next;
          })
        }
        items={[
          {
            key: "terms",
            label: text("agreements.tab.terms"),
            children: <TermsTable agreement={agreement} />,
          },
          {
            key: "parameters",
            label: text("agreements.tab.parameters"),
            children: <ParametersForm key={agreement.version} agreement={agreement} />,
          },
          {
            key: "asked",
            label: `${text("agreements.tab.asked")}${waiting > 0 ? ` ${waiting}` : ""}`,
            children: (
              <>
                <AgreementChanges cloudId={cloud.id} />
                <RecordedSteps type="agreement" id={cloud.id} />
              </>
            ),
          },
          {
            key: "versions",
            label: text("agreements.tab.versions"),
            children: <VersionHistory agreement={agreement} />,
          },
        ]}
      />
    </>
  );
}
