import {
  changeProtectedPeriod,
  closeProtectedPeriod,
  deployProtectedPeriod,
  fileNilReport,
  getProtectedPeriod,
  getProtectionSummary,
  type OutputOf,
  rescheduleProtectedPeriod,
  withdrawProtectedPeriod,
} from "@yunjian/contract";
import { minuteOf, type ProtectedPeriodAction } from "@yunjian/domain";
import { Button, InputNumber } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { Asks } from "../../features/readiness/Asks.tsx";
import { NilBoard, type ToReport } from "../../features/readiness/NilBoard.tsx";
import { ProtectionFields, type ProtectionTerms, termsOf } from "../../features/readiness/ProtectionForm.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Field, TextField } from "../../ui/FormFields.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import "../../features/readiness/readiness.css";

type Detail = OutputOf<typeof getProtectedPeriod>;

export default function PeriodPage() {
  const { id = "" } = useParams();
  const query = useCall(getProtectedPeriod, { params: { id } }, { refetchInterval: 60_000 });
  return <Loaded query={query}>{(of) => <Period of={of} />}</Loaded>;
}

function Period({ of }: { readonly of: Detail }) {
  const text = useText();
  const me = useMe();
  const [step, setStep] = useState<ProtectedPeriodAction>();
  const [report, setReport] = useState<ToReport>();
  const own = of.organisation.id === me.organisation.id;
  const runs = of.standing === "upcoming" || of.standing === "running";
  const over = of.standing === "closed" || of.standing === "withdrawn";
  return (
    <>
      <ObjectHeader
        title={of.name}
        number={of.number}
        back={{ to: "/protected-periods", label: text("protection.back") }}
        state={<StateTag kind="protectedPeriod" state={of.standing} />}
        turn={
          <WhoseTurn
            who={over ? null : runs ? text("protection.providers") : of.organisation.name}
            mine={runs ? of.board.some(({ mine }) => mine) : own}
            what={text(`protection.turn.${of.standing}`)}
            until={of.standing === "upcoming" ? of.from : of.standing === "running" ? of.to : null}
          />
        }
        facts={[
          {
            label: text("protection.fact.time"),
            value: `${minuteOf(new Date(of.from))} – ${minuteOf(new Date(of.to))}`,
          },
          ...(of.plannedTo === of.to
            ? []
            : [
                { label: text("protection.fact.planned"), value: minuteOf(new Date(of.plannedTo)) },
                { label: text("protection.fact.reason"), value: of.reason },
              ]),
          { label: text("protection.fact.organisation"), value: of.organisation.name },
          { label: text("protection.fact.asks"), value: <Asks of={of} />, wide: true },
          // A draft has no board yet: here stands for which clouds it will be.
          ...(of.standing === "draft"
            ? [
                {
                  label: text("protection.cloud"),
                  value: of.board.map(({ cloud }) => cloud.name).join("、"),
                  wide: true,
                },
              ]
            : []),
          ...(of.systems.length > 0
            ? [
                {
                  label: text("protection.fact.systems"),
                  value: of.systems.map(({ name }) => name).join("、"),
                  wide: true,
                },
              ]
            : []),
          ...(of.endedAt
            ? [{ label: text("protection.fact.ended"), value: <Instant at={of.endedAt} /> }]
            : []),
        ]}
        actions={
          <>
            {of.deployedAt !== null && (
              <Button href={getProtectionSummary.path.replace(":id", of.id)} download>
                {text("protection.action.paper")}
              </Button>
            )}
            {of.actions.map((action) => (
              <Button
                key={action}
                danger={action === "withdraw"}
                type={action === "deploy" || action === "close" ? "primary" : "default"}
                onClick={() => setStep(action)}
              >
                {text(`protection.action.${action}`)}
              </Button>
            ))}
          </>
        }
      />
      <Section title={text("protection.board")} hint={text("protection.boardHint", { hour: of.nilHour })}>
        <NilBoard of={of} onReport={setReport} />
      </Section>
      <Section title={text("protection.plan")}>
        <p className="yj-duty-note">{of.plan}</p>
      </Section>
      {of.summary && (
        <Section title={text("protection.summary")}>
          <p className="yj-duty-note">{of.summary}</p>
        </Section>
      )}
      {step && <StepDialog of={of} step={step} onClose={() => setStep(undefined)} />}
      {report && <ReportDialog of={of} report={report} onClose={() => setReport(undefined)} />}
    </>
  );
}

function StepDialog({
  of,
  step,
  onClose,
}: {
  readonly of: Detail;
  readonly step: ProtectedPeriodAction;
  readonly onClose: () => void;
}) {
  const text = useText();
  const label = (key: string) => text(`protection.form.${key}`);
  const title = text(`protection.action.${step}`);
  const common = { open: true, title, confirm: title, onClose };
  const params = { id: of.id };
  const { version } = of;
  switch (step) {
    case "change":
      return (
        <FormDialog<ProtectionTerms, typeof changeProtectedPeriod>
          {...common}
          title={text("protection.editTitle")}
          confirm={label("save")}
          width={720}
          route={changeProtectedPeriod}
          initial={termsOf(of)}
          input={(body) => ({ params, body: { ...body, version } })}
          done="protection.done.draft"
        >
          <ProtectionFields />
        </FormDialog>
      );
    case "reschedule":
      return (
        <FormDialog<{ to: string; reason: string }, typeof rescheduleProtectedPeriod>
          {...common}
          route={rescheduleProtectedPeriod}
          initial={{ to: of.to, reason: "" }}
          input={(body) => ({ params, body: { ...body, version } })}
          done="protection.done.reschedule"
        >
          <Field name="to" label={label("to")} required>
            <InstantInput />
          </Field>
          <TextField name="reason" label={label("reason")} required max={1000} rows={3} />
        </FormDialog>
      );
    case "close":
      return (
        <FormDialog<{ summary: string }, typeof closeProtectedPeriod>
          {...common}
          width={720}
          route={closeProtectedPeriod}
          initial={{ summary: of.summary }}
          input={(body) => ({ params, body: { ...body, version } })}
          done="protection.done.close"
        >
          <TextField name="summary" label={label("summary")} required max={4000} rows={8} />
        </FormDialog>
      );
    case "deploy":
    case "withdraw":
      return <Confirm of={of} step={step} onClose={onClose} />;
  }
}

function Confirm({
  of,
  step,
  onClose,
}: {
  readonly of: Detail;
  readonly step: "deploy" | "withdraw";
  readonly onClose: () => void;
}) {
  const text = useText();
  const deploy = useChange(deployProtectedPeriod, {
    errors: "page",
    done: "protection.done.deploy",
    onDone: onClose,
  });
  const withdraw = useChange(withdrawProtectedPeriod, {
    errors: "page",
    done: "protection.done.withdraw",
    onDone: onClose,
  });
  const change = step === "deploy" ? deploy : withdraw;
  const params = { id: of.id };
  const { version } = of;
  return (
    <ConfirmDanger
      open
      title={text(`protection.action.${step}`)}
      what={text(`protection.${step}What`, { from: minuteOf(new Date(of.from)) })}
      whom={text("protection.deployWhom", { count: of.clouds })}
      undo={text(`protection.${step}Undo`)}
      confirm={text(`protection.action.${step}`)}
      reason={step === "withdraw" ? "required" : "none"}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void (step === "deploy"
          ? deploy.run({ params, body: { version } })
          : withdraw.run({ params, body: { version, reason } }))
      }
    />
  );
}

function ReportDialog({
  of,
  report,
  onClose,
}: {
  readonly of: Detail;
  readonly report: ToReport;
  readonly onClose: () => void;
}) {
  const text = useText();
  const label = (key: string) => text(`protection.form.${key}`);
  const { cloud, cell } = report;
  return (
    <FormDialog<{ events: number; note: string }, typeof fileNilReport>
      open
      title={text("protection.boardOf", { day: cell.day })}
      hint={cloud.name}
      confirm={text("protection.report")}
      route={fileNilReport}
      initial={{ events: cell.events ?? 0, note: cell.note ?? "" }}
      input={(values) => ({
        params: { id: of.id },
        body: { ...values, cloudId: cloud.id, day: cell.day },
      })}
      done="protection.done.report"
      onClose={onClose}
    >
      <Field name="events" label={label("events")} required help={label("eventsHelp")}>
        <InputNumber min={0} max={9999} precision={0} />
      </Field>
      <TextField name="note" label={label("note")} max={1000} rows={4} help={label("noteHelp")} />
    </FormDialog>
  );
}
