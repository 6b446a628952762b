import type { getPostureTrend, OutputOf } from "@yunjian/contract";
import type { Posture } from "@yunjian/domain";
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useText } from "../../lib/language.ts";

register([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** What needs somebody, the worst at the bottom where its height can be read; patterns tell them apart too. */
const LAYERS: readonly (readonly [Posture, string])[] = [
  ["non-compliant", "#8f1b17"],
  ["overdue", "#d9534a"],
  ["stale", "#c98a2b"],
  ["due-soon", "#f0c66e"],
];
const FONT = 13;

export default function TrendChart({
  points,
}: {
  readonly points: OutputOf<typeof getPostureTrend>["points"];
}) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = init(element, null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      textStyle: { fontSize: FONT, color: "#4a5563" },
      aria: {
        enabled: true,
        decal: { show: true },
        label: { description: text("posture.trend.chartLabel") },
      },
      // Rich text, because a tooltip of HTML would need inline styles that our policy refuses.
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      legend: { top: 0, left: 0, itemGap: 16, textStyle: { fontSize: FONT, color: "#1f2733" } },
      grid: { left: 8, right: 8, top: 40, bottom: 4, containLabel: true },
      xAxis: {
        type: "category",
        data: points.map((point) => (point.now ? text("posture.trend.now") : point.month)),
        axisTick: { show: false },
      },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e9ecf0" } } },
      series: LAYERS.map(([posture, color]) => ({
        type: "bar",
        stack: "standing",
        name: text(`state.posture.${posture}`),
        data: points.map((point) => point.counts[posture]),
        itemStyle: { color },
        barMaxWidth: 44,
      })),
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [points, text]);
  return <div className="yj-chart" ref={place} role="img" aria-label={text("posture.trend.chartLabel")} />;
}
