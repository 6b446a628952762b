import { type AuthorisationDetail, getAuthorisation, getAuthorisationPaper } from "@yunjian/contract";
import type { AuthorisationAction } from "@yunjian/domain";
import { Button } from "antd";
import { type ComponentType, useState } from "react";
import { Link, useParams } from "react-router";
import {
  ConfirmDialog,
  GrantDialog,
  RecallDialog,
  RefuseDialog,
  ReviewDialog,
  type StepProps,
  WithdrawDialog,
} from "../../features/authorisations/DecisionDialogs.tsx";
import { FinishDialog, RecordDialog } from "../../features/authorisations/RecordDialogs.tsx";
import { Records } from "../../features/authorisations/Records.tsx";
import { ScopeSentence, ScopeTable } from "../../features/authorisations/Scope.tsx";
import { StepTimeline } from "../../features/authorisations/StepTimeline.tsx";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import "../../features/authorisations/authorisations.css";

export default function AuthorisationPage() {
  const { id = "" } = useParams();
  const query = useCall(getAuthorisation, { params: { id } });
  return <Loaded query={query}>{(of) => <Authorisation of={of} />}</Loaded>;
}

const DIALOGS: Partial<Record<AuthorisationAction, ComponentType<StepProps>>> = {
  recall: RecallDialog,
  grant: GrantDialog,
  confirm: ConfirmDialog,
  refuse: RefuseDialog,
  withdraw: WithdrawDialog,
  record: RecordDialog,
  finish: FinishDialog,
  review: ReviewDialog,
};
/** The step that brings it forward is the main button; it stands last. */
const ORDER: readonly AuthorisationAction[] = [
  "withdraw",
  "recall",
  "refuse",
  "finish",
  "record",
  "review",
  "confirm",
  "grant",
];
const WORDS: Partial<Record<AuthorisationAction, string>> = { confirm: "confirmStep" };

function Authorisation({ of }: { readonly of: AuthorisationDetail }) {
  const text = useText();
  const me = useMe();
  const can = useCan();
  const [step, setStep] = useState<AuthorisationAction>();
  const Dialog = step && DIALOGS[step];
  const actions = ORDER.filter((action) => of.actions.includes(action));
  const main = actions.filter((action) => !["withdraw", "recall", "refuse"].includes(action)).at(-1);
  const who = of.turn === "customer" ? of.customer : of.turn === "asker" ? of.asker : null;
  const granted = of.granted !== null && of.state !== "prepared";
  const asks = of.asker.id === me.organisation.id && can("authorisation.ask");
  return (
    <>
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/authorisations", label: text("authorisations.back") }}
        state={
          <>
            <StateTag kind="authorisation" state={of.standing} />
            {of.kind !== "once" && (
              <ToneTag tone={of.kind === "emergency" ? "bad" : "info"}>
                {text(`authorisations.kind.${of.kind}`)}
              </ToneTag>
            )}
            {of.narrowed && <ToneTag tone="neutral">{text("authorisations.narrowed")}</ToneTag>}
            {of.review && <StateTag kind="emergencyReview" state={of.review} />}
          </>
        }
        turn={
          <WhoseTurn
            who={who?.name ?? null}
            mine={who?.id === me.organisation.id}
            what={
              of.what === "none"
                ? text(`authorisations.noTurn.${of.standing}`)
                : text(`authorisations.what.${of.what}`)
            }
            until={of.until}
            rule={of.what === "decide" ? of.decideRule : of.what === "record" ? of.recordRule : null}
          />
        }
        facts={useFacts(of)}
        actions={
          <>
            {granted && (
              <Button
                href={getAuthorisationPaper.path.replace(":id", of.id)}
                download={`${of.number} ${text("authorisations.paper")}.docx`}
              >
                {text("authorisations.paper")}
              </Button>
            )}
            {asks && of.kind !== "emergency" && (
              <ButtonLink to={`/authorisations/new?like=${of.id}`}>{text("authorisations.again")}</ButtonLink>
            )}
            {actions.map((action) => (
              <Button
                key={action}
                type={action === main ? "primary" : "default"}
                danger={action === "withdraw" || action === "refuse"}
                onClick={() => setStep(action)}
              >
                {text(`authorisations.${WORDS[action] ?? action}.action`)}
              </Button>
            ))}
          </>
        }
      />
      <ScopeSentence of={of} />
      <Columns
        main={
          <>
            {granted && <Records of={of} />}
            <ScopeTable of={of} />
            <Section title={text("authorisations.why.title")}>
              <Facts
                items={(["reason", "risk", "rollback"] as const)
                  .filter((key) => of[key] !== "")
                  .map((key) => ({
                    label: text(`authorisations.why.${key}`),
                    value: <span className="yj-auth-text">{of[key]}</span>,
                    wide: true,
                  }))}
              />
            </Section>
            {of.review && of.review !== "waiting" && (
              <Section
                title={text("authorisations.fact.review")}
                extra={
                  of.requestId && (
                    <Link to={`/rectifications/requests/${of.requestId}`}>
                      {text("authorisations.review.followed")}
                    </Link>
                  )
                }
              >
                <StateTag kind="emergencyReview" state={of.review} /> {of.reviewedBy?.name}{" "}
                {of.reviewedAt && <Instant at={of.reviewedAt} />}
                {of.reviewNote && <p className="yj-auth-text">{of.reviewNote}</p>}
              </Section>
            )}
          </>
        }
        side={
          <>
            <Section title={text("authorisations.history")}>
              <StepTimeline steps={of.steps} />
            </Section>
            <RecordedSteps type="authorisation" id={of.id} />
          </>
        }
      />
      {Dialog && <Dialog of={of} onClose={() => setStep(undefined)} />}
    </>
  );
}

function useFacts(of: AuthorisationDetail): Fact[] {
  const text = useText();
  const fact = (key: string) => text(`authorisations.fact.${key}`);
  const over = of.endsAt !== null && of.granted !== null && of.endsAt < of.granted.toAt;
  return [
    { label: fact("customer"), value: of.customer.name },
    {
      label: fact("asker"),
      value: `${of.asker.name} ${of.askedBy.name} (${text(`authorisations.role.${of.askerRole}`)})`,
    },
    { label: fact("system"), value: <Link to={`/systems/${of.system.id}`}>{of.system.name}</Link> },
    ...(of.cloud.name ? [{ label: fact("cloud"), value: of.cloud.name }] : []),
    ...(of.team ? [{ label: fact("team"), value: of.team }] : []),
    ...(of.preparedBy ? [{ label: fact("preparedBy"), value: of.preparedBy.name }] : []),
    ...(of.decidedBy && of.granted
      ? [
          {
            label: fact("decidedBy"),
            value: (
              <>
                {of.decidedBy.name} <Instant at={of.decidedAt} />
              </>
            ),
          },
        ]
      : []),
    ...(over ? [{ label: fact("ended"), value: <Instant at={of.endsAt} /> }] : []),
    ...(of.recordDueAt
      ? [
          {
            label: fact("recordDue"),
            value: <DueTime at={of.recordDueAt} rule={of.recordRule} show="date" />,
          },
        ]
      : []),
  ];
}
