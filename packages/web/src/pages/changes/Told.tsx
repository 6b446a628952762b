import type { ChangeDetail } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { Threads } from "../../features/changes/Parts.tsx";
import { AnswerDialog } from "../../features/changes/StepDialogs.tsx";
import { useLang, useText } from "../../lib/language.ts";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

interface Of {
  readonly of: ChangeDetail;
}

/** Which customers were told, who has acknowledged, what they asked. */
export function ToldSection({ of }: Of) {
  const text = useText();
  const [answering, setAnswering] = useState<string>();
  const comma = text("shell.listComma");
  const stage = (told: string | null, acknowledged: string | null) =>
    told === null ? (
      text("changes.toldNot")
    ) : acknowledged === null ? (
      text("changes.toldWaiting")
    ) : (
      <Instant at={acknowledged} />
    );
  type Row = ChangeDetail["told"][number];
  // Who makes a change first and files it later tells of it only afterwards.
  const beforehand = of.mode === "planned";
  const asked = of.told.filter((each) => each.questions.length > 0);
  return (
    <>
      <Section
        flush
        title={text("changes.section.told")}
        extra={text(beforehand ? "changes.acknowledged" : "changes.acknowledgedAfter", {
          before: of.acknowledgedBefore,
          after: of.acknowledgedAfter,
          all: of.customers,
        })}
      >
        <LocalTable<Row>
          title={text("changes.section.told")}
          rows={of.told}
          rowKey={(row) => row.id}
          columns={[
            {
              key: "customer",
              title: text("changes.customer"),
              main: true,
              width: 150,
              render: (row) => row.customer.name,
              text: (row) => row.customer.name,
            },
            {
              key: "systems",
              title: text("changes.field.systems"),
              width: 220,
              render: (row) => row.systems.map(({ name }) => name).join(comma),
              text: (row) => row.systems.map(({ name }) => name).join(comma),
            },
            ...(beforehand
              ? [
                  {
                    key: "before",
                    title: text("changes.before"),
                    width: 140,
                    render: (row: Row) => stage(row.toldBeforeAt, row.acknowledgedBeforeAt),
                    text: (row: Row) => row.acknowledgedBeforeAt ?? "",
                  },
                ]
              : []),
            {
              key: "after",
              title: text("changes.after"),
              width: 140,
              render: (row) => stage(row.toldAfterAt, row.acknowledgedAfterAt),
              text: (row) => row.acknowledgedAfterAt ?? "",
            },
          ]}
          empty={{ title: text("changes.noCustomers") }}
        />
      </Section>
      {asked.length > 0 && (
        <Section title={text("changes.answers")}>
          {asked.map((each) => (
            <div key={each.id}>
              <strong>{each.customer.name}</strong>
              <Threads
                questions={each.questions}
                action={(id) =>
                  of.actions.includes("answer") && (
                    <Button size="small" onClick={() => setAnswering(id)}>
                      {text("changes.answer.action")}
                    </Button>
                  )
                }
              />
            </div>
          ))}
        </Section>
      )}
      {answering && (
        <AnswerDialog id={of.id} questionId={answering} onClose={() => setAnswering(undefined)} />
      )}
    </>
  );
}

/** What is handed in is no longer late. */
const OWED: readonly ChangeDetail["periods"][number]["state"][] = ["open", "returned"];

/** Duties the change opened, and rectifications that followed from it. */
export function FollowSections({ of }: Of) {
  const text = useText();
  const lang = useLang();
  type Row = ChangeDetail["periods"][number];
  return (
    <>
      {of.periods.length > 0 && (
        <Section flush title={text("changes.section.periods")}>
          <LocalTable<Row>
            title={text("changes.section.periods")}
            rows={of.periods}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "duty",
                title: text("changes.periodDuty"),
                main: true,
                width: 260,
                render: (row) => (
                  <div>
                    <Link to={`/periods/${row.id}`}>{row.duty[lang]}</Link>
                    <div className="yj-hint">
                      {row.dutyId} {row.cloud}
                    </div>
                  </div>
                ),
                text: (row) => row.duty[lang],
              },
              {
                key: "state",
                title: text("changes.column.state"),
                width: 110,
                render: (row) => <StateTag kind="period" state={row.state} />,
                text: (row) => text(`state.period.${row.state}`),
              },
              {
                key: "due",
                title: text("changes.periodDue"),
                width: 160,
                render: (row) => <DueTime at={row.dueAt} done={!OWED.includes(row.state)} />,
                text: (row) => row.dueAt,
              },
            ]}
            empty={{ title: text("changes.noPeriods") }}
          />
        </Section>
      )}
      {of.rectifications.length > 0 && (
        <Section title={text("changes.section.follows")}>
          {of.rectifications.map((each) => (
            <div key={each.id}>
              <Link to={`/rectifications/${each.id}`}>{each.number}</Link>
            </div>
          ))}
        </Section>
      )}
    </>
  );
}
