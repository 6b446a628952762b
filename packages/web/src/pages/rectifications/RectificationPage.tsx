import { getRectification, listExtensions, type RectificationDetail } from "@yunjian/contract";
import { formatWindow, type RectificationAction, sourceName } from "@yunjian/domain";
import { Alert, Button } from "antd";
import { type ComponentType, useState } from "react";
import { Link, useParams } from "react-router";
import {
  AskExtensionDialog,
  DecideExtensionDialog,
  type ExtensionRow,
  WithdrawExtensionDialog,
} from "../../features/obligations/ExtensionDialogs.tsx";
import {
  PlanDialog,
  ProgressDialog,
  ProveDialog,
  ReassessDialog,
  ReceiveDialog,
  type StepProps,
  WithdrawDialog,
} from "../../features/rectifications/StepDialogs.tsx";
import { StepTimeline } from "../../features/rectifications/StepTimeline.tsx";
import { PackageAction } from "../../features/packages/PackageAction.tsx";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useCall } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import type { Fact } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Day, DueTime, Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import "../../features/rectifications/rectifications.css";

export default function RectificationPage() {
  const { id = "" } = useParams();
  const query = useCall(getRectification, { params: { id } });
  return <Loaded query={query}>{(of) => <Rectification of={of} />}</Loaded>;
}

const DIALOGS: Partial<Record<RectificationAction, ComponentType<StepProps>>> = {
  receive: ReceiveDialog,
  plan: PlanDialog,
  progress: ProgressDialog,
  prove: ProveDialog,
  reassess: ReassessDialog,
  withdraw: WithdrawDialog,
};
/** The step that brings it forward is the main button; it stands last. */
const ORDER: readonly RectificationAction[] = [
  "withdraw",
  "extend",
  "progress",
  "plan",
  "receive",
  "prove",
  "reassess",
];

function Rectification({ of }: { readonly of: RectificationDetail }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const [step, setStep] = useState<RectificationAction>();
  const Dialog = step && DIALOGS[step];
  const close = () => setStep(undefined);
  const actions = ORDER.filter((action) => of.actions.includes(action));
  const main = actions.filter((action) => action !== "withdraw" && action !== "extend").at(-1);
  const who = of.turn === "party" ? of.party : of.turn === "supervisor" ? of.issuer : null;
  return (
    <>
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/rectifications", label: text("rectifications.back") }}
        state={
          <>
            <StateTag kind="rectification" state={of.state} />
            <StateTag kind="severity" state={of.severity} />
            {of.overdue && (
              <ToneTag tone="bad" shape="triangle">
                {text("rectifications.overdueWindow")}
              </ToneTag>
            )}
          </>
        }
        turn={
          <WhoseTurn
            who={who?.name ?? null}
            mine={who?.id === me.organisation.id}
            what={
              of.turn === "none"
                ? text(`state.rectification.${of.state}`)
                : text(`rectifications.turn.${of.state}`)
            }
            until={of.until}
          />
        }
        facts={useFacts(of)}
        actions={[
          <PackageAction key="package" type="rectification" id={of.id} name={of.number} />,
          ...actions.map((action) => (
            <Button
              key={action}
              type={action === main ? "primary" : "default"}
              danger={action === "withdraw"}
              onClick={() => setStep(action)}
            >
              {action === "extend"
                ? text("rectifications.extend")
                : text(
                    `rectifications.${action}.${action === "plan" && of.state === "in-progress" ? "again" : "action"}`,
                  )}
            </Button>
          )),
        ]}
      />
      <Columns
        main={
          <>
            {of.state === "issued" && (
              <Alert className="yj-rect-note" type="info" showIcon title={text("rectifications.notSigned")} />
            )}
            <Section
              title={text("rectifications.defect")}
              extra={
                of.periodId && of.reviewId ? (
                  <Link to={`/reviews/${of.periodId}`}>{text("rectifications.openReview")}</Link>
                ) : (
                  of.requestId && (
                    <Link to={`/rectifications/requests/${of.requestId}`}>
                      {text("rectifications.openRequest")}
                    </Link>
                  )
                )
              }
            >
              <p className="yj-rect-text">{of.defect}</p>
              {of.duty && (
                <p className="yj-hint">
                  <ClauseLink id={of.duty.id} title={of.duty.title[lang]} /> {of.duty.title[lang]}
                </p>
              )}
            </Section>
            <Extensions of={of} />
          </>
        }
        side={
          <>
            <Section title={text("rectifications.history")}>
              <StepTimeline steps={of.steps} />
            </Section>
            <RecordedSteps type="rectification" id={of.id} />
          </>
        }
      />
      {Dialog && <Dialog of={of} onClose={close} />}
      <AskExtensionDialog
        open={step === "extend"}
        target="rectification"
        targetId={of.id}
        dueAt={of.dueAt}
        onClose={close}
      />
    </>
  );
}

function useFacts(of: RectificationDetail): Fact[] {
  const text = useText();
  const lang = useLang();
  const own = ["agreed-parameter", "decision"].includes(of.window.source);
  const source = own
    ? text(`rectifications.windowSource.${of.window.source}`)
    : sourceName(of.window.source, lang);
  return [
    { label: text("rectifications.fact.party"), value: of.party.name },
    { label: text("rectifications.fact.issuer"), value: of.issuer.name },
    {
      label: text("rectifications.fact.cloud"),
      value: <Link to={`/clouds/${of.cloud.id}`}>{of.cloud.name}</Link>,
    },
    ...(of.subject.id === of.cloud.id
      ? []
      : [{ label: text("rectifications.fact.subject"), value: of.subject.name }]),
    { label: text("rectifications.fact.source"), value: text(`rectifications.source.${of.source}`) },
    ...(of.clauseId
      ? [{ label: text("rectifications.fact.clause"), value: <ClauseLink id={of.clauseId} /> }]
      : []),
    ...(of.periodLabel ? [{ label: text("rectifications.fact.period"), value: of.periodLabel }] : []),
    {
      label: text("rectifications.fact.window"),
      value: `${text("rectifications.windowWords", { window: formatWindow(of.window, lang) })} · ${source}`,
    },
    {
      label: text("rectifications.fact.due"),
      value: <DueTime at={of.dueAt} rule={of.dueRule} done={of.turn !== "party"} />,
    },
    ...(of.originalDueAt === of.dueAt
      ? []
      : [{ label: text("rectifications.fact.original"), value: <Day date={of.originalDueAt} /> }]),
    ...(of.receivedAt
      ? [{ label: text("rectifications.fact.received"), value: <Instant at={of.receivedAt} /> }]
      : []),
    ...(of.plannedOn
      ? [{ label: text("rectifications.fact.planned"), value: <Day date={of.plannedOn} /> }]
      : []),
    ...(of.proofFiledAt
      ? [{ label: text("rectifications.fact.proof"), value: <Instant at={of.proofFiledAt} /> }]
      : []),
    ...(of.closedAt
      ? [{ label: text("rectifications.fact.closed"), value: <Instant at={of.closedAt} /> }]
      : []),
  ];
}

/** A request for more time that waits: who decides does so here. */
function Extensions({ of }: { readonly of: RectificationDetail }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const me = useMe();
  const { data } = useCall(listExtensions, { query: { targetId: of.id, state: "asked" } });
  const [deciding, setDeciding] = useState<ExtensionRow | null>(null);
  const [withdrawing, setWithdrawing] = useState<ExtensionRow | null>(null);
  const asked = data?.items ?? [];
  if (asked.length === 0 && !deciding && !withdrawing) return null;
  return (
    <Section title={text("rectifications.extension.title")}>
      {asked.map((each) => (
        <div key={each.id}>
          <p>
            {text("rectifications.extension.asked", {
              who: `${each.askedOrg.name} ${each.askedBy}`,
              date: formatDay(each.untilAt, lang),
            })}
          </p>
          <p className="yj-rect-text yj-hint">{each.reason}</p>
          {can("extension.decide") && !each.askedByMe && each.askedOrg.id !== me.organisation.id && (
            <Button type="primary" size="small" onClick={() => setDeciding(each)}>
              {text("rectifications.extension.decide")}
            </Button>
          )}
          {each.askedOrg.id === me.organisation.id && can("extension.request") && (
            <Button size="small" onClick={() => setWithdrawing(each)}>
              {text("rectifications.extension.withdraw")}
            </Button>
          )}
        </div>
      ))}
      <DecideExtensionDialog extension={deciding} onClose={() => setDeciding(null)} />
      <WithdrawExtensionDialog extension={withdrawing} onClose={() => setWithdrawing(null)} />
    </Section>
  );
}
