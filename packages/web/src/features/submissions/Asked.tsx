import { getObligation, type OutputOf, type prepareSubmission } from "@yunjian/contract";
import { Collapse } from "antd";
import { Link } from "react-router";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";

export type AskedPeriod = OutputOf<typeof prepareSubmission>["periods"][number];

/** What is asked: one duty in full, several folded. */
export function Asked({ periods }: { readonly periods: readonly AskedPeriod[] }) {
  const lang = useLang();
  const [only] = periods;
  if (periods.length === 1 && only) return <OneAsked period={only} />;
  return (
    <Collapse
      size="small"
      accordion
      items={periods.map((period) => ({
        key: period.id,
        label: `${period.duty.title[lang]} · ${period.subject.name} · ${period.label}`,
        children: <OneAsked period={period} />,
      }))}
    />
  );
}

function OneAsked({ period }: { readonly period: AskedPeriod }) {
  const text = useText();
  const lang = useLang();
  const obligation = useCall(getObligation, { params: { id: period.obligationId } }, { staleTime: 300_000 });
  return (
    <div className="yj-asked">
      <h3>
        <Link to={`/catalogue/${period.duty.id}`} className="yj-clause">
          {period.duty.id}
        </Link>{" "}
        {period.duty.title[lang]}
      </h3>
      <Facts
        items={[
          {
            label: text("submissions.asked.subject"),
            value:
              period.subject.name === period.cloud.name
                ? period.cloud.name
                : `${period.cloud.name} / ${period.subject.name}`,
          },
          { label: text("submissions.asked.period"), value: period.label },
          { label: text("submissions.asked.state"), value: <StateTag kind="period" state={period.state} /> },
          { label: text("submissions.asked.due"), value: <DueTime at={period.partyDueAt ?? period.dueAt} /> },
        ]}
      />
      <Loaded query={obligation} rows={3}>
        {(data) => (
          <>
            <p>{data.statement[lang]}</p>
            <Words
              title={text("submissions.asked.hints")}
              items={data.proofHints.map((hint) => hint[lang])}
            />
            <Words
              title={text("submissions.asked.parameters")}
              items={data.parameters.map(
                (each) => `${each.label[lang]}：${each.text?.[lang] ?? text("submissions.asked.notSet")}`,
              )}
            />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Words({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}
