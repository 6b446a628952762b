import { getPostureTrend, type OutputOf, type QueryOf } from "@yunjian/contract";
import { CONTROL_CLASSES, type ControlClass, POSTURES } from "@yunjian/domain";
import { Button, Select, Skeleton } from "antd";
import { lazy, Suspense, useState } from "react";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { NumberCell } from "../../ui/Words.tsx";

const TrendChart = lazy(() => import("./TrendChart.tsx"));

type Points = OutputOf<typeof getPostureTrend>["points"];
type Filter = Omit<QueryOf<typeof getPostureTrend>, "class">;

/** Where obligations stood at the end of each month, as a chart or as a table. */
export function TrendSection({ filter }: { readonly filter: Filter }) {
  const text = useText();
  const word = useWord();
  const [asTable, setAsTable] = useState(false);
  const [ofClass, setClass] = useState<ControlClass>();
  const query = useCall(
    getPostureTrend,
    { query: { ...filter, ...(ofClass && { class: ofClass }) } },
    { keepPrevious: true },
  );
  return (
    <Section
      title={text("posture.trend.title")}
      hint={text("posture.trend.hint")}
      extra={
        <>
          <Select<ControlClass | null>
            size="small"
            style={{ width: 180 }}
            allowClear
            aria-label={text("posture.trend.class")}
            placeholder={text("posture.trend.allClasses")}
            value={ofClass ?? null}
            options={CONTROL_CLASSES.map((value) => ({ value, label: word("controlClass", value) }))}
            onChange={(value) => setClass(value ?? undefined)}
          />
          <Button size="small" onClick={() => setAsTable(!asTable)}>
            {text(asTable ? "posture.trend.chart" : "posture.trend.table")}
          </Button>
        </>
      }
    >
      <Loaded query={query}>
        {({ points }) =>
          points.length < 2 ? (
            <EmptyHint small title={text("posture.trend.empty")} hint={text("posture.trend.emptyHint")} />
          ) : asTable ? (
            <TrendTable points={points} />
          ) : (
            <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 6 }} />}>
              <TrendChart points={points} />
            </Suspense>
          )
        }
      </Loaded>
    </Section>
  );
}

function TrendTable({ points }: { readonly points: Points }) {
  const text = useText();
  const month = (point: Points[number]) => (point.now ? text("posture.trend.now") : point.month);
  return (
    <LocalTable
      title={text("posture.trend.title")}
      rows={points}
      rowKey={month}
      empty={{ title: text("posture.trend.empty") }}
      columns={[
        {
          key: "month",
          title: text("posture.trend.month"),
          render: month,
          text: month,
          main: true,
          width: 110,
        },
        ...POSTURES.map((posture) => ({
          key: posture,
          title: text(`state.posture.${posture}`),
          align: "right" as const,
          width: 96,
          render: (point: Points[number]) => <NumberCell value={point.counts[posture]} />,
          text: (point: Points[number]) => point.counts[posture],
        })),
      ]}
    />
  );
}
