import {
  acknowledgeChange,
  askAboutChange,
  type ChangeNoticeDetail,
  getChangeNotice,
} from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { Span, Threads } from "../../features/changes/Parts.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import "../../features/changes/changes.css";

export default function ToldPage() {
  const { id = "" } = useParams();
  const query = useCall(getChangeNotice, { params: { id } });
  return <Loaded query={query}>{(of) => <Told of={of} />}</Loaded>;
}

/** One change as a customer is told of it: what, when, what it means, and a way to ask. */
function Told({ of }: { readonly of: ChangeNoticeDetail }) {
  const text = useText();
  const me = useMe();
  const [asking, setAsking] = useState<"ask" | "object">();
  const acknowledge = useChange(acknowledgeChange, { done: "changes.told.acknowledgeDone" });
  const ask = useChange(askAboutChange, {
    errors: "page",
    done: "changes.told.sent",
    onDone: () => setAsking(undefined),
  });
  const told = (key: string) => text(`changes.told.${key}`);
  const comma = text("shell.listComma");
  return (
    <>
      <ObjectHeader
        title={of.title}
        number={of.number}
        back={{ to: "/changes/told", label: told("back") }}
        state={<StateTag kind="change" state={of.state} />}
        turn={
          <WhoseTurn
            who={of.open ? me.organisation.name : null}
            mine={of.open}
            what={told(of.open ? "state.waiting" : "state.done")}
            until={of.open && of.state === "announced" ? of.plannedFrom : null}
          />
        }
        facts={[
          { label: told("provider"), value: of.provider.name },
          { label: told("cloud"), value: of.cloud.name },
          { label: told("systems"), value: of.systems.map(({ name }) => name).join(comma), wide: true },
          ...(of.plannedFrom
            ? [{ label: told("when"), value: <Span from={of.plannedFrom} to={of.plannedTo} /> }]
            : []),
          ...(of.startedAt
            ? [{ label: told("done"), value: <Span from={of.startedAt} to={of.endedAt} /> }]
            : []),
          ...(of.result
            ? [
                {
                  label: text("changes.fact.result"),
                  value: <StateTag plain kind="changeResult" state={of.result} />,
                },
              ]
            : []),
          ...(of.acknowledgedBeforeAt
            ? [
                {
                  label: told("before"),
                  value: (
                    <>
                      {of.acknowledgedBeforeBy?.name} <Instant at={of.acknowledgedBeforeAt} />
                    </>
                  ),
                },
              ]
            : []),
          ...(of.acknowledgedAfterAt
            ? [
                {
                  label: told("after"),
                  value: (
                    <>
                      {of.acknowledgedAfterBy?.name} <Instant at={of.acknowledgedAfterAt} />
                    </>
                  ),
                },
              ]
            : []),
        ]}
        actions={
          <>
            {of.actions.includes("ask") && (
              <>
                <Button onClick={() => setAsking("object")}>{told("object")}</Button>
                <Button onClick={() => setAsking("ask")}>{told("ask")}</Button>
              </>
            )}
            {of.actions.includes("acknowledge") && (
              <Button
                type="primary"
                loading={acknowledge.busy}
                onClick={() => void acknowledge.run({ params: { id: of.id }, body: { version: of.version } })}
              >
                {told("acknowledge")}
              </Button>
            )}
          </>
        }
      />
      <Section title={told("plain")}>
        <p className="yj-change-text">{of.plain}</p>
        {of.outcome && (
          <div className="yj-change-outcome">
            <Facts
              items={[
                {
                  label: told("outcome"),
                  value: <span className="yj-change-text">{of.outcome}</span>,
                  wide: true,
                },
              ]}
            />
          </div>
        )}
      </Section>
      <Section title={text("changes.answers")}>
        {of.questions.length === 0 ? (
          <EmptyHint small title={told("none")} hint={told("noneHint")} />
        ) : (
          <Threads questions={of.questions} />
        )}
      </Section>
      {asking && (
        <ReasonModal
          open
          title={told(asking === "ask" ? "askTitle" : "objectTitle")}
          label={told("label")}
          confirm={told(asking)}
          busy={ask.busy}
          error={ask.error}
          onCancel={() => setAsking(undefined)}
          onConfirm={(words) =>
            void ask.run({ params: { id: of.id }, body: { objection: asking === "object", text: words } })
          }
        />
      )}
    </>
  );
}
