import { getIncident, type IncidentDetail } from "@yunjian/contract";
import { type IncidentAction, incidentClass, STANDARD_NAMES } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Clocks } from "../../features/incidents/Clocks.tsx";
import { Levels } from "../../features/incidents/columns.tsx";
import { Customers } from "../../features/incidents/Customers.tsx";
import { FactLines } from "../../features/incidents/Facts.tsx";
import { GradeDialog } from "../../features/incidents/GradeDialog.tsx";
import { HelpLines, TaskLines } from "../../features/incidents/HelpAndTasks.tsx";
import { FinalReport } from "../../features/incidents/Report.tsx";
import { STEP_DIALOGS } from "../../features/incidents/StepDialogs.tsx";
import { StepTimeline } from "../../features/incidents/StepTimeline.tsx";
import { Tellings } from "../../features/incidents/Tellings.tsx";
import { useCall } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { type Fact } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import "../../features/incidents/incidents.css";

export default function IncidentPage() {
  const { id = "" } = useParams();
  const query = useCall(getIncident, { params: { id } }, { refetchInterval: 30_000 });
  return <Loaded query={query}>{(of) => <Incident of={of} />}</Loaded>;
}

/** The step that brings it forward is the main button; it stands last. */
const ORDER: readonly IncidentAction[] = [
  "false-alarm",
  "merge",
  "reopen",
  "rectify",
  "report",
  "phase",
  "ask-closing",
  "confirm",
  "compare",
  "close",
];
const AWAY: readonly IncidentAction[] = ["false-alarm", "merge", "reopen", "rectify"];

function Incident({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const me = useMe();
  const [step, setStep] = useState<IncidentAction>();
  const Dialog = step && STEP_DIALOGS[step];
  const actions = ORDER.filter((action) => of.actions.includes(action));
  const main = actions.filter((action) => !AWAY.includes(action)).at(-1);
  const whose = of.turn === "provider" ? of.providers : of.turn === "supervisor" ? of.supervisors : [];
  return (
    <>
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/incidents", label: text("incidents.back") }}
        state={
          <>
            <StateTag kind="incident" state={of.state} />
            <StateTag kind="incidentLevel" state={of.levelRegulation} />
            {of.breaches > 0 && (
              <ToneTag tone="bad" shape="triangle">
                {text("incidents.breaches", { count: of.breaches })}
              </ToneTag>
            )}
          </>
        }
        turn={
          <WhoseTurn
            who={whose.length === 0 ? null : whose.map((each) => each.name).join("、")}
            mine={whose.some((each) => each.id === me.organisation.id)}
            what={text(`incidents.what.${of.what}`)}
            until={of.until}
          />
        }
        facts={useFacts(of)}
        actions={actions.map((action) => (
          <Button
            key={action}
            type={action === main ? "primary" : "default"}
            danger={action === "false-alarm"}
            onClick={() => setStep(action)}
          >
            {text(action === "report" ? "incidents.finalReport.action" : `incidents.${action}.action`)}
          </Button>
        ))}
      />
      <Columns
        main={
          <>
            <Clocks
              clocks={of.clocks}
              title={text("incidents.clocks.title")}
              hint={text("incidents.clocks.hint")}
            />
            <Customers of={of} />
            <FactLines of={of} />
            <Grading of={of} />
            <Tellings of={of} />
            <HelpLines of={of} />
            <TaskLines of={of} />
            <FinalReport of={of} />
          </>
        }
        side={
          <>
            {of.links.length > 0 && (
              <Section title={text("incidents.links.title")}>
                <ul className="yj-inc-list">
                  {of.links.map((link) => (
                    <li key={link.id}>
                      <Link
                        to={
                          link.type === "rectification" ? `/rectifications/${link.id}` : `/periods/${link.id}`
                        }
                      >
                        {text(`incidents.links.${link.type}`, { label: link.label })}
                      </Link>
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={text("incidents.history")}>
              <StepTimeline steps={of.steps} />
            </Section>
          </>
        }
      />
      {Dialog && <Dialog of={of} onClose={() => setStep(undefined)} />}
    </>
  );
}

/** Both levels with the sentences that lead to them. */
function Grading({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const lang = useLang();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={text("incidents.grading.title")}
      extra={
        of.actions.includes("grade") && (
          <Button onClick={() => setOpen(true)}>{text("incidents.grading.action")}</Button>
        )
      }
    >
      {(["standard", "regulation"] as const).map((scale) => {
        const level = of.grading[scale];
        return (
          <div key={scale} className="yj-inc-grade">
            <h3>
              {text(`incidents.scale.${scale}`)} <StateTag kind="incidentLevel" state={level.effective} />
            </h3>
            <ul>
              {level.reasons.map((reason) => (
                <li key={reason.en}>{reason[lang]}</li>
              ))}
              {level.decided && (
                <li>
                  {text("incidents.grading.computed", {
                    level: text(`state.incidentLevel.${level.level}`),
                    decided: text(`state.incidentLevel.${level.decided}`),
                    reason: of.grading.reason,
                  })}
                </li>
              )}
            </ul>
          </div>
        );
      })}
      {open && <GradeDialog of={of} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function useFacts(of: IncidentDetail): Fact[] {
  const text = useText();
  const lang = useLang();
  const fact = (key: string) => text(`incidents.fact.${key}`);
  const sort = incidentClass(of.classId ?? "");
  return [
    {
      label: fact("clouds"),
      value: of.clouds.map(({ id, name }, i) => (
        <span key={id}>
          {i > 0 && "、"}
          <Link to={`/clouds/${id}`}>{name}</Link>
        </span>
      )),
    },
    {
      label: fact("scope"),
      value: `${of.wholeClouds ? fact("whole") : text("incidents.fact.systems", { count: of.systems.length })} · ${text("incidents.fact.resources", { count: of.resources })}`,
    },
    { label: fact("kind"), value: text(`incidents.kind.${of.kind}`) },
    ...(sort
      ? [
          {
            label: fact("class"),
            value: `${sort.category[lang]} · ${sort.name[lang]} (${STANDARD_NAMES[sort.standard]})`,
          },
        ]
      : []),
    { label: text("incidents.column.level"), value: <Levels of={of} /> },
    { label: fact("happened"), value: <Instant at={of.happenedAt} /> },
    { label: fact("known"), value: <Instant at={of.knownAt} /> },
    {
      label: fact("reporter"),
      value: `${of.reporter.name} (${text(`incidents.source.${of.source}`)}) ${formatInstant(of.reportedAt)}`,
    },
    ...(of.crimeSince ? [{ label: fact("crime"), value: <Instant at={of.crimeSince} /> }] : []),
    ...(of.repeats.count > 0
      ? [{ label: fact("repeats"), value: text("incidents.fact.repeatsOf", { count: of.repeats.count }) }]
      : []),
    ...(of.repeats.of
      ? [
          {
            label: fact("again"),
            value: <Link to={`/incidents/${of.repeats.of.id}`}>{of.repeats.of.name}</Link>,
          },
        ]
      : []),
    ...(of.mergedInto
      ? [
          {
            label: fact("mergedInto"),
            value: <Link to={`/incidents/${of.mergedInto.id}`}>{of.mergedInto.name}</Link>,
          },
        ]
      : []),
    ...(of.merged.length > 0
      ? [
          {
            label: fact("merged"),
            value: of.merged.map(({ id, name }) => (
              <Link key={id} to={`/incidents/${id}`}>
                {name}{" "}
              </Link>
            )),
          },
        ]
      : []),
    ...(of.reopenedCount > 0
      ? [{ label: fact("reopened"), value: text("incidents.fact.repeatsOf", { count: of.reopenedCount }) }]
      : []),
  ];
}
