import { CHANGE_PAPERS, type ChangeDetail, getChange, getChangePaper } from "@yunjian/contract";
import type { ChangeAction } from "@yunjian/domain";
import { Button, Dropdown } from "antd";
import { type ComponentType, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { ChangeTimeline, Marks, Span } from "../../features/changes/Parts.tsx";
import {
  AdviseDialog,
  AnnounceDialog,
  AssessDialog,
  CompareDialog,
  DismissDialog,
  ImplementDialog,
  RescheduleDialog,
  type StepProps,
  WithdrawDialog,
} from "../../features/changes/StepDialogs.tsx";
import { useCall } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import type { Fact } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { AnalysisSection, DoneSection, OpinionSection, WhatSection } from "./Sections.tsx";
import { FollowSections, ToldSection } from "./Told.tsx";
import "../../features/changes/changes.css";

export default function ChangePage() {
  const { id = "" } = useParams();
  const query = useCall(getChange, { params: { id } });
  return <Loaded query={query}>{(of) => <Change of={of} />}</Loaded>;
}

const DIALOGS: Partial<Record<ChangeAction, ComponentType<StepProps>>> = {
  announce: AnnounceDialog,
  reschedule: RescheduleDialog,
  withdraw: WithdrawDialog,
  implement: ImplementDialog,
  assess: AssessDialog,
  advise: AdviseDialog,
  dismiss: DismissDialog,
  compare: CompareDialog,
};
/** The step that brings it forward is the main button; it stands last. */
const ORDER: readonly ChangeAction[] = [
  "withdraw",
  "dismiss",
  "reschedule",
  "edit",
  "implement",
  "analyse",
  "assess",
  "announce",
  "advise",
  "compare",
];
const MAIN: Partial<Record<ChangeDetail["what"], ChangeAction>> = {
  announce: "announce",
  analyse: "analyse",
  advise: "advise",
  implement: "implement",
  revise: "analyse",
  reconsider: "withdraw",
  explain: "implement",
  assess: "assess",
  compare: "compare",
};

function Change({ of }: { readonly of: ChangeDetail }) {
  const text = useText();
  const me = useMe();
  const navigate = useNavigate();
  const [step, setStep] = useState<ChangeAction>();
  const Dialog = step && DIALOGS[step];
  const main = MAIN[of.what];
  const actions = ORDER.filter((action) => of.actions.includes(action)).sort(
    (a, b) => Number(a === main) - Number(b === main),
  );
  const take = (action: ChangeAction) => {
    if (action === "edit") void navigate(`/changes/${of.id}/edit`);
    else if (action === "analyse") void navigate(`/changes/${of.id}/analysis`);
    else setStep(action);
  };
  const wordOf = (action: ChangeAction) => {
    if (action === "edit") return text("common.edit");
    if (action === "implement" && of.state === "found") return text("changes.implement.explain");
    if (action === "withdraw" && of.state === "draft") return text("changes.withdraw.draft");
    return text(`changes.${action}.action`);
  };
  const papers = CHANGE_PAPERS.filter(
    (paper) =>
      (paper === "major-change" && of.state !== "draft") ||
      (paper === "change-impact-analysis" && of.analysisVersion > 0) ||
      (paper === "change-statement" && of.implementedAt !== null),
  );
  return (
    <>
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/changes", label: text("changes.back") }}
        state={
          <>
            <StateTag kind="change" state={of.state} />
            <Marks of={of} />
          </>
        }
        turn={
          <Turn
            of={of}
            mine={of.turn === "provider" ? me.organisation.id === of.provider.id : of.actions.length > 0}
          />
        }
        facts={useFacts(of)}
        actions={
          <>
            {papers.length > 0 && (
              <Dropdown
                menu={{
                  items: papers.map((paper) => ({
                    key: paper,
                    label: (
                      <a href={getChangePaper.path.replace(":id", of.id).replace(":paper", paper)} download>
                        {text(`changes.paper.${paper}`)}
                      </a>
                    ),
                  })),
                }}
              >
                <Button>{text("changes.papers")}</Button>
              </Dropdown>
            )}
            {actions.map((action) => (
              <Button
                key={action}
                type={action === main ? "primary" : "default"}
                danger={action === "withdraw"}
                onClick={() => take(action)}
              >
                {wordOf(action)}
              </Button>
            ))}
          </>
        }
      />
      <Columns
        main={
          <>
            <WhatSection of={of} />
            <AnalysisSection of={of} />
            {of.mode === "planned" && of.state !== "draft" && <OpinionSection of={of} />}
            {of.implementedAt && <DoneSection of={of} />}
            {of.told.length > 0 && <ToldSection of={of} />}
            <FollowSections of={of} />
          </>
        }
        side={
          <Section title={text("changes.section.history")}>
            <ChangeTimeline steps={of.steps} />
          </Section>
        }
      />
      {Dialog && <Dialog of={of} onClose={() => setStep(undefined)} />}
    </>
  );
}

function Turn({ of, mine }: { readonly of: ChangeDetail; readonly mine: boolean }) {
  const text = useText();
  const who =
    of.turn === "provider"
      ? of.provider.name
      : of.turn === "supervisor"
        ? text("changes.turnOf.supervisor")
        : null;
  const rule =
    of.what === "advise"
      ? of.adviseRule
      : of.what === "assess" || (of.what === "analyse" && of.state === "implemented")
        ? of.assessRule
        : of.what === "explain"
          ? of.fileRule
          : of.what === "compare"
            ? of.compareRule
            : null;
  return (
    <WhoseTurn
      who={who}
      mine={mine}
      what={
        of.turn === "none"
          ? text(`changes.noTurn.${of.state === "closed" ? "closed" : "withdrawn"}`)
          : text(`changes.what.${of.what}`)
      }
      until={of.until}
      rule={rule}
    />
  );
}

function useFacts(of: ChangeDetail): Fact[] {
  const text = useText();
  const lang = useLang();
  const fact = (key: string) => text(`changes.fact.${key}`);
  const found = of.mode === "unannounced";
  return [
    { label: fact("provider"), value: of.provider.name },
    {
      label: fact("clouds"),
      value: of.clouds.map((cloud) => (
        <div key={cloud.id}>
          <Link to={`/clouds/${cloud.id}`}>{cloud.name}</Link>
        </div>
      )),
    },
    { label: fact("kind"), value: text(`changes.kind.${of.kind}`) },
    ...(of.plannedFrom
      ? [{ label: fact("planned"), value: <Span from={of.plannedFrom} to={of.plannedTo} /> }]
      : []),
    ...(of.noticeEarliest
      ? [
          {
            label: fact("notice"),
            value: text(of.noticeShort ? "changes.noticeShort" : "changes.noticeOk", {
              earliest: formatDay(of.noticeEarliest, lang),
            }),
          },
        ]
      : []),
    ...(of.startedAt ? [{ label: fact("done"), value: <Span from={of.startedAt} to={of.endedAt} /> }] : []),
    ...(of.result
      ? [{ label: fact("result"), value: <StateTag plain kind="changeResult" state={of.result} /> }]
      : []),
    ...(of.fileDueAt
      ? [{ label: fact("file"), value: <DueTime at={of.fileDueAt} rule={of.fileRule} show="date" /> }]
      : []),
    ...(of.assessDueAt
      ? [{ label: fact("assess"), value: <DueTime at={of.assessDueAt} rule={of.assessRule} show="date" /> }]
      : []),
    {
      label: fact(found ? "found" : "made"),
      value: (
        <>
          {of.madeBy.name} {found && of.madeOrg.name} <Instant at={of.madeAt} />
        </>
      ),
    },
  ];
}
