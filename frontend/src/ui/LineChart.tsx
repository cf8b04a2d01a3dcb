import "uplot/dist/uPlot.min.css";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import { cx } from "../lib/cx.ts";
import { formatNumber } from "../lib/formatNumber.ts";
import { useTheme } from "../lib/useTheme.ts";

export type Line = { label: string; points: readonly (readonly [x: number, y: number])[] };

const HEIGHT = 240;

/** The page's colours that tell lines apart on both grounds; from the seventh line on they come again, dashed. */
const COLORS = ["--accent", "--info", "--good", "--bad", "--muted", "--ink"] as const;

type Props = { x: string; lines: readonly Line[]; className?: string };

/** Lines over one axis, each with points of its own. A screen reader gets the figures from the text beside it. */
export function LineChart({ x, lines, className }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const [theme] = useTheme();
  const labels = JSON.stringify([x, ...lines.map(({ label }) => label)]);
  const data = useMemo(() => aligned(lines), [lines]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours, so the chart is drawn anew
  useEffect(() => {
    const host = element.current;
    if (!host) return;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color("--muted"),
      grid: { stroke: color("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui",
    };
    const [first, ...names] = JSON.parse(labels) as string[];
    const series = names.map(
      (label, index): uPlot.Series => ({
        label,
        stroke: color(COLORS[index % COLORS.length] ?? "--accent"),
        width: 2,
        spanGaps: true,
        value: (_drawn, value) => (value === null || value === undefined ? "–" : formatNumber(value)),
        points: { show: false },
        ...(index >= COLORS.length && { dash: [6, 4] }),
      }),
    );
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false } },
        cursor: { y: false },
        axes: [
          { ...axis, size: 30 },
          { ...axis, size: 64, values: (_drawn, ticks) => ticks.map(formatNumber) },
        ],
        // Away from the chart the legend tells where the lines ended.
        hooks: { setCursor: [(drawn) => (drawn.cursor.left ?? -1) < 0 && showEnd(drawn)] },
        series: [{ label: first ?? "x" }, ...series],
      },
      [[], ...names.map(() => [])],
      host,
    );
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT }));
    observer.observe(host);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [theme, labels]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was drawn anew needs its data again
  useEffect(() => {
    const plot = chart.current;
    if (!plot) return;
    plot.setData(data);
    showEnd(plot);
  }, [data, theme, labels]);

  return (
    <div
      ref={element}
      className={cx("line-chart min-w-0", className)}
      aria-hidden="true"
      data-points={data[0].length}
    />
  );
}

function showEnd(plot: uPlot): void {
  const last = plot.data[0].length - 1;
  if (last >= 0) plot.setLegend({ idx: last }, false);
}

/** All lines over the union of their points, as uPlot wants them. */
function aligned(lines: readonly Line[]): [number[], ...(number | null)[][]] {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  return [
    xs,
    ...lines.map(({ points }) => {
      const values = new Map(points);
      return xs.map((at) => values.get(at) ?? null);
    }),
  ];
}
