import { getObligation, listObligationPeriods, type OutputOf } from "@yunjian/contract";
import { Alert, Button, Switch, Tooltip } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { usePeriodColumns } from "../../features/obligations/period-columns.tsx";
import { RequestDialog } from "../../features/obligations/RequestDialog.tsx";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Day, DueTime, Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";

type Obligation = OutputOf<typeof getObligation>;

export default function ObligationPage() {
  const { id = "" } = useParams();
  const query = useCall(getObligation, { params: { id } });
  return (
    <Loaded query={query} rows={8}>
      {(obligation) => <Shown obligation={obligation} />}
    </Loaded>
  );
}

function Shown({ obligation }: { readonly obligation: Obligation }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const turns = obligation.applicable && obligation.nextDueAt !== null;
  return (
    <>
      <ObjectHeader
        title={obligation.duty.title[lang]}
        number={obligation.duty.id}
        state={
          <>
            <StateTag kind="posture" state={obligation.posture} />
            {obligation.attribute === "enhanced" && (
              <ToneTag tone="neutral">{text("duties.enhanced")}</ToneTag>
            )}
            {obligation.commissioned && (
              <Tooltip title={text("duties.commissionedHint")}>
                <span tabIndex={0}>
                  <ToneTag tone="warn">{text("duties.commissioned")}</ToneTag>
                </span>
              </Tooltip>
            )}
            {obligation.ended && <StateTag kind="generic" state="ended" />}
          </>
        }
        turn={
          <WhoseTurn
            who={turns ? obligation.party.name : null}
            mine={obligation.party.id === me.organisation.id}
            {...(turns ? { what: text("periods.turn.party") } : {})}
            until={obligation.nextDueAt}
          />
        }
        facts={useFacts(obligation)}
        back={{ to: "/obligations", label: text("obligations.back") }}
        actions={
          obligation.may.request && (
            <Button onClick={() => setAsking(true)}>{text("obligations.request.action")}</Button>
          )
        }
      />
      {obligation.inapplicable && (
        <Alert type="info" showIcon title={text(`obligations.inapplicable.${obligation.inapplicable}`)} />
      )}
      <Requirement obligation={obligation} />
      <History id={obligation.id} />
      <RequestDialog targets={asking ? [obligation] : []} onClose={() => setAsking(false)} />
    </>
  );
}

function useFacts(obligation: Obligation) {
  const text = useText();
  const word = useWord();
  const label = (name: string) => text(`obligations.fact.${name}`);
  const continuous = obligation.nature === "continuous";
  return [
    {
      label: label("cloud"),
      value: <Link to={`/clouds/${obligation.cloud.id}`}>{obligation.cloud.name}</Link>,
    },
    ...(obligation.subject.id === obligation.cloud.id
      ? []
      : [{ label: label("subject"), value: obligation.subject.name }]),
    { label: label("party"), value: obligation.party.name },
    {
      label: label("frequency"),
      value: [
        word("frequency", obligation.frequency),
        obligation.nature && word("realtimeNature", obligation.nature),
      ]
        .filter(Boolean)
        .join(" · "),
    },
    { label: label("class"), value: word("controlClass", obligation.class) },
    { label: label("deliverable"), value: label(obligation.deliverable) },
    {
      label: label("reviewer"),
      value: [
        obligation.reviewer?.name ?? label("anySupervisor"),
        obligation.secondReview ? label("second") : "",
      ]
        .filter(Boolean)
        .join(" · "),
    },
    { label: label("startsOn"), value: <Day date={obligation.startsOn} /> },
    {
      label: label("agreement"),
      value: (
        <Link to={`/agreements/${obligation.cloud.id}`}>
          {text("obligations.fact.version", { version: obligation.agreementVersion })}
        </Link>
      ),
    },
    ...(continuous
      ? [
          { label: label("lastProof"), value: <Instant at={obligation.lastProofAt} /> },
          { label: label("fresh"), value: <DueTime at={obligation.freshUntil} /> },
        ]
      : []),
    ...(continuous && obligation.maxSilenceHours !== null
      ? [
          {
            label: label("maxSilence"),
            value: text("obligations.fact.hours", { count: obligation.maxSilenceHours }),
          },
        ]
      : []),
    { label: label("plannedUntil"), value: <Day date={obligation.plannedUntil} /> },
  ];
}

/** What is asked, what proves it, and the values agreed for it. */
function Requirement({ obligation }: { readonly obligation: Obligation }) {
  const text = useText();
  const lang = useLang();
  return (
    <Section title={text("obligations.asks")}>
      <p>{obligation.statement[lang]}</p>
      <Facts
        items={[
          {
            label: text("obligations.proof"),
            wide: true,
            value: obligation.proofHints.length > 0 && (
              <ul className="yj-plain-list">
                {obligation.proofHints.map((hint) => (
                  <li key={hint.zh}>{hint[lang]}</li>
                ))}
              </ul>
            ),
          },
          {
            label: text("obligations.fact.clauses"),
            wide: true,
            value: obligation.clauses.map((id) => (
              <span key={id}>
                <ClauseLink id={id} />{" "}
              </span>
            )),
          },
          ...obligation.parameters.map((parameter) => ({
            label: parameter.label[lang],
            value: parameter.text?.[lang] ?? (
              <span className="yj-hint">{text("obligations.parameterUnset")}</span>
            ),
          })),
        ]}
      />
    </Section>
  );
}

function History({ id }: { readonly id: string }) {
  const text = useText();
  const [planned, setPlanned] = useState(false);
  const hidden = ["duty", "subject", "frequency"];
  const columns = usePeriodColumns({ party: false, decided: true }).filter(
    (column) => !hidden.includes(column.key),
  );
  const main = columns.map((column) =>
    column.key === "period"
      ? {
          ...column,
          main: true,
          render: (row: Parameters<typeof column.render>[0]) => (
            <Link to={`/periods/${row.id}`}>{row.label}</Link>
          ),
        }
      : column,
  );
  return (
    <Section
      title={text("obligations.history")}
      extra={
        <label className="yj-switch">
          <Switch size="small" checked={planned} onChange={setPlanned} /> {text("obligations.planned")}
        </label>
      }
    >
      <DataTable
        id="obligation-periods"
        title={text("obligations.history")}
        route={listObligationPeriods}
        input={{ params: { id }, query: { planned } }}
        columns={main}
        rowKey={(row) => row.id}
        rowLink={(row) => `/periods/${row.id}`}
        empty={{ title: text("obligations.historyEmpty"), hint: text("obligations.historyEmptyHint") }}
      />
    </Section>
  );
}
