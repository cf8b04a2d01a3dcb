import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { ProgressPoint } from "../data/useProgress.ts";
import { useTheme } from "../lib/useTheme.ts";

const HEIGHT = 240;

/** Loss over steps. A screen reader gets the last figures from the text beside it. */
export function LossChart({ points }: { points: ProgressPoint[] }) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const [theme] = useTheme();

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
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false } },
        cursor: { y: false },
        axes: [axis, { ...axis, size: 56 }],
        series: [
          { label: "Step" },
          { label: "Loss", stroke: color("--accent"), width: 2, points: { show: false } },
          { label: "Validation loss", stroke: color("--info"), width: 2, spanGaps: true, points: { show: false } },
        ],
      },
      [[], [], []],
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
  }, [theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was drawn anew needs its data again
  useEffect(() => {
    chart.current?.setData([
      points.map(({ step }) => step),
      points.map(({ loss }) => loss ?? null),
      points.map(({ validationLoss }) => validationLoss ?? null),
    ]);
  }, [points, theme]);

  return <div ref={element} className="loss-chart min-w-0" aria-hidden="true" data-points={points.length} />;
}
