import { type ChangeItem, getChangeCalendar, type OutputOf } from "@yunjian/contract";
import { addDays, addMonths, dateOf } from "@yunjian/domain";
import { Alert, Button } from "antd";
import { Link, useSearchParams } from "react-router";
import { Marks, Span } from "../../features/changes/Parts.tsx";
import { useCall } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { CloudSelect } from "./BoardPage.tsx";
import "../../features/changes/changes.css";

/** A month of changes, day by day; one that lasts several days stands on the day it begins. */
export default function CalendarPage() {
  const text = useText();
  const comma = text("shell.listComma");
  const [params, setParams] = useSearchParams();
  const asked = params.get("month");
  const month = asked && /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : dateOf(currentTime()).slice(0, 7);
  const cloudId = params.get("cloudId") ?? undefined;
  const from = `${month}-01`;
  const to = addDays(addMonths(from, 1), -1);
  const query = useCall(
    getChangeCalendar,
    { query: { from, to, ...(cloudId && { cloudId }) } },
    { keepPrevious: true },
  );
  const go = (next: string, cloud: string | undefined) =>
    setParams({ month: next, ...(cloud && { cloudId: cloud }) });
  return (
    <>
      <PageHeader title={text("changes.calendar.title")} hint={text("changes.calendar.hint")} />
      <div className="yj-change-bar">
        <Button onClick={() => go(addMonths(from, -1).slice(0, 7), cloudId)}>
          {text("changes.calendar.previous")}
        </Button>
        <strong aria-label={text("changes.calendar.month")}>{month}</strong>
        <Button onClick={() => go(addMonths(from, 1).slice(0, 7), cloudId)}>
          {text("changes.calendar.next")}
        </Button>
        <CloudSelect value={cloudId} onChange={(id) => go(month, id)} />
      </div>
      <Loaded query={query}>
        {(data) => (
          <>
            {freezesOf(data.freezes).map(([key, [freeze, ...more]]) => (
              <Alert
                key={key}
                className="yj-problem"
                type="warning"
                showIcon
                title={
                  <>
                    {text("changes.calendar.freeze", {
                      name: freeze.name,
                      cloud: [freeze, ...more].map(({ cloud }) => cloud.name).join(comma),
                    })}{" "}
                    <Span from={freeze.from} to={freeze.to} />
                  </>
                }
              />
            ))}
            <Month items={data.items} more={data.more} from={from} />
          </>
        )}
      </Loaded>
    </>
  );
}

type Freeze = OutputOf<typeof getChangeCalendar>["freezes"][number];

/** One line for a period and its hours; the clouds that keep them are listed in it. */
function freezesOf(freezes: readonly Freeze[]): [string, [Freeze, ...Freeze[]]][] {
  const groups = new Map<string, [Freeze, ...Freeze[]]>();
  for (const freeze of freezes) {
    const key = `${freeze.periodId} ${freeze.from} ${freeze.to}`;
    const group = groups.get(key);
    if (group) group.push(freeze);
    else groups.set(key, [freeze]);
  }
  return [...groups];
}

function Month({
  items,
  more,
  from,
}: {
  readonly items: readonly ChangeItem[];
  readonly more: boolean;
  readonly from: string;
}) {
  const text = useText();
  const lang = useLang();
  if (items.length === 0)
    return <EmptyHint title={text("changes.calendar.nothing")} hint={text("changes.calendar.nothingHint")} />;
  return (
    <>
      {more && <Alert type="info" showIcon title={text("changes.calendar.more")} />}
      {days(items, from).map(([day, found]) => (
        <div key={day} className="yj-change-day">
          <strong>{formatDay(day, lang)}</strong>
          <ul>
            {found.map((item) => (
              <li key={item.id}>
                <StateTag kind="change" state={item.state} />
                <Link to={`/changes/${item.id}`}>{item.title}</Link>
                <span className="yj-hint">{item.clouds.map(({ name }) => name).join(" ")}</span>
                <span className="yj-hint">
                  <Span
                    from={item.startedAt ?? item.plannedFrom}
                    to={item.startedAt ? item.endedAt : item.plannedTo}
                  />
                </span>
                <Marks of={item} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** What began before the month stands on its first day. */
function days(items: readonly ChangeItem[], first: string): [string, ChangeItem[]][] {
  const start = (item: ChangeItem) => dateOf(new Date(item.startedAt ?? item.plannedFrom ?? item.madeAt));
  const groups = Map.groupBy(items, (item) => (start(item) < first ? first : start(item)));
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
