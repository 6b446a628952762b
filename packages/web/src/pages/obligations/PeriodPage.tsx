import { cancelRequest, getPeriod, listSubmissions, type OutputOf } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { AskExtensionDialog } from "../../features/obligations/ExtensionDialogs.tsx";
import { handInAddress } from "../../features/obligations/period-columns.tsx";
import { periodTimeline } from "../../features/obligations/timeline.ts";
import { PackageAction } from "../../features/packages/PackageAction.tsx";
import { RecordedSteps } from "../../features/record/RecordedSteps.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import "../../features/obligations/obligations.css";

type Period = OutputOf<typeof getPeriod>;

export default function PeriodPage() {
  const { id = "" } = useParams();
  const query = useCall(getPeriod, { params: { id } });
  return (
    <Loaded query={query} rows={8}>
      {(period) => <Shown period={period} />}
    </Loaded>
  );
}

function Shown({ period }: { readonly period: Period }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"extension" | "cancel" | null>(null);
  return (
    <>
      <ObjectHeader
        title={`${period.duty.title[lang]} ${period.label}`}
        number={period.duty.id}
        state={
          <>
            <StateTag kind="standing" state={period.standing.key} />
            {period.kind !== "regular" && <ToneTag tone="info">{text(`duties.kind.${period.kind}`)}</ToneTag>}
            {period.commissioned && <ToneTag tone="warn">{text("duties.commissioned")}</ToneTag>}
          </>
        }
        turn={<Turn period={period} />}
        facts={useFacts(period)}
        back={{ to: `/obligations/${period.obligationId}`, label: text("periods.back") }}
        actions={
          <>
            <PackageAction type="period" id={period.id} name={`${period.duty.title[lang]} ${period.label}`} />
            {period.may.cancelRequest && (
              <Button danger onClick={() => setOpen("cancel")}>
                {text("periods.cancel.action")}
              </Button>
            )}
            {period.may.askExtension && (
              <Button onClick={() => setOpen("extension")}>{text("extensions.ask.action")}</Button>
            )}
            {period.may.handIn && (
              <Button type="primary" onClick={() => void navigate(handInAddress([period.id]))}>
                {text("duties.handIn")}
              </Button>
            )}
          </>
        }
      />
      <Notes period={period} />
      <Columns
        main={can("submission.read") && <Submissions periodId={period.id} />}
        side={
          <>
            <Section title={text("periods.timeline")}>
              <Timeline items={periodTimeline(period, text, lang)} />
            </Section>
            <RecordedSteps type="period" id={period.id} />
          </>
        }
      />
      <AskExtensionDialog
        open={open === "extension"}
        target="period"
        targetId={period.id}
        dueAt={period.standing.until ?? period.dueAt}
        onClose={() => setOpen(null)}
      />
      <CancelDialog open={open === "cancel"} period={period} onClose={() => setOpen(null)} />
    </>
  );
}

function Turn({ period }: { readonly period: Period }) {
  const text = useText();
  const me = useMe();
  const { standing } = period;
  if (standing.turn === "none") {
    const closed = standing.key !== "planned";
    return <WhoseTurn who={null} what={text(closed ? "periods.turn.closed" : "periods.turn.planned")} />;
  }
  if (standing.turn === "party") {
    const endless = period.kind === "summary" && period.state === "open";
    return (
      <WhoseTurn
        who={period.party.name}
        mine={period.party.id === me.organisation.id}
        what={text("periods.turn.party")}
        until={endless ? null : standing.until}
      />
    );
  }
  return (
    <WhoseTurn
      who={text("words.role.supervisor")}
      mine={me.organisation.roles.includes("supervisor")}
      what={text(`periods.turn.${period.state}`)}
      until={standing.until}
    />
  );
}

function useFacts(period: Period) {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const label = (name: string) => text(`periods.fact.${name}`);
  const moved = period.dueAt !== period.originalDueAt;
  return [
    {
      label: text("obligations.fact.cloud"),
      value: <Link to={`/clouds/${period.cloud.id}`}>{period.cloud.name}</Link>,
    },
    ...(period.subject.id === period.cloud.id
      ? []
      : [{ label: text("obligations.fact.subject"), value: period.subject.name }]),
    { label: text("obligations.fact.party"), value: period.party.name },
    {
      label: label("span"),
      value: <span className="yj-figure">{`${period.spanStart} – ${period.spanEnd}`}</span>,
    },
    {
      label: label("due"),
      value: <DueTime at={period.dueAt} provisional={period.provisional} show="date" />,
    },
    ...(moved
      ? [{ label: label("original"), value: <DueTime at={period.originalDueAt} show="date" /> }]
      : []),
    ...(period.returnedDueAt
      ? [{ label: label("returnedUntil"), value: <DueTime at={period.returnedDueAt} show="date" /> }]
      : []),
    {
      label: label("agreement"),
      value: (
        <Link to={`/agreements/${period.cloud.id}`}>
          {text("obligations.fact.version", { version: period.agreementVersion })}
        </Link>
      ),
    },
    ...(period.trigger
      ? [
          {
            label: label("trigger"),
            value: [word("trigger", period.trigger), period.triggerRef].filter(Boolean).join(" "),
          },
        ]
      : []),
    ...(period.requestReason
      ? [
          {
            label: label("reason"),
            value: [period.requestReason, period.requestedBy].filter(Boolean).join(" · "),
            wide: true,
          },
        ]
      : []),
    { label: label("rule"), value: period.dueRule[lang], wide: true },
  ];
}

/** What one has to know before handing in. */
function Notes({ period }: { readonly period: Period }) {
  const text = useText();
  const notes = [
    period.provisional && text("periods.provisional"),
    period.kind === "summary" && text("periods.summaryHint"),
    period.kind === "nil-report" && text("periods.nilHint"),
    period.commissioned && text("duties.commissionedHint"),
  ].filter((note) => note !== false);
  return notes.map((note) => <Alert key={note} className="yj-note" type="info" showIcon title={note} />);
}

function Submissions({ periodId }: { readonly periodId: string }) {
  const text = useText();
  const query = useCall(listSubmissions, { query: { periodId, limit: 100 } });
  const label = (name: string) => text(`periods.submissions.${name}`);
  return (
    <Section flush title={label("title")}>
      <Loaded query={query}>
        {({ items }) => (
          <LocalTable
            title={label("title")}
            rows={items}
            rowKey={(row) => row.id}
            empty={{ title: label("empty"), hint: label("emptyHint") }}
            columns={[
              {
                key: "title",
                title: label("name"),
                main: true,
                width: 260,
                render: (row) => <Link to={`/submissions/${row.id}`}>{row.title}</Link>,
                text: (row) => row.title,
              },
              {
                key: "number",
                title: label("number"),
                width: 150,
                render: (row) => row.number ?? "–",
                text: (row) => row.number,
              },
              {
                key: "kind",
                title: label("kind"),
                width: 110,
                render: (row) => text(`words.submissionKind.${row.kind}`),
                text: (row) => text(`words.submissionKind.${row.kind}`),
              },
              {
                key: "state",
                title: text("duties.column.state"),
                width: 100,
                render: (row) => <StateTag kind="submission" state={row.state} />,
                text: (row) => text(`state.submission.${row.state}`),
              },
              {
                key: "at",
                title: label("at"),
                width: 150,
                render: (row) => <Instant at={row.submittedAt} />,
                text: (row) => row.submittedAt,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function CancelDialog({
  open,
  period,
  onClose,
}: {
  readonly open: boolean;
  readonly period: Period;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(cancelRequest, { errors: "page", done: "periods.cancel.done", onDone: onClose });
  return (
    <ConfirmDanger
      open={open}
      title={text("periods.cancel.title")}
      what={text("periods.cancel.what")}
      whom={text("periods.cancel.whom", { party: period.party.name })}
      undo={text("periods.cancel.undo")}
      confirm={text("periods.cancel.confirm")}
      reason="required"
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: period.id }, body: { version: period.version, reason } })
      }
    />
  );
}
