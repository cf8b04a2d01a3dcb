import type { Curve } from "@blacktail/sdk";
import type { ProgressPoint } from "../data/useProgress.ts";
import type { Line } from "../ui/LineChart.tsx";

export type Chart = { title: string; x: string; lines: Line[] };

/** The curves of a run that is still going on. */
export function curvesOf(points: readonly ProgressPoint[]): Curve[] {
  const curves = new Map<string, Curve>();
  const add = (name: string, step: number, value: number | undefined) => {
    if (value === undefined) return;
    const curve: Curve = curves.get(name) ?? { name, x: "step", points: [] };
    curve.points.push([step, value]);
    curves.set(name, curve);
  };
  for (const { step, loss, validationLoss, metric } of points) {
    add("training loss", step, loss);
    add("validation loss", step, validationLoss);
    if (metric) add(metric.name, step, metric.value);
  }
  return [...curves.values()].filter((curve) => curve.points.length > 1);
}

const MAX_CHARTS = 8;
const MAX_LINES = 8;

const lastWord = (name: string) => name.trim().split(/\s+/).at(-1)?.toLowerCase() ?? "";

/** Curves as charts: those of one axis whose names end alike share one, such as "training loss" and "validation loss". */
export function chartsOf(curves: readonly Curve[]): Chart[] {
  const charts = new Map<string, Chart>();
  for (const { name, x, points } of curves) {
    const key = `${x}\n${lastWord(name)}`;
    const chart = charts.get(key) ?? { title: name, x, lines: [] };
    if (chart.lines.length === 1) chart.title = lastWord(name);
    if (chart.lines.length < MAX_LINES) chart.lines.push({ label: name, points });
    charts.set(key, chart);
  }
  return [...charts.values()].slice(0, MAX_CHARTS);
}

/** The same curves of several runs over each other, one chart a name; those that most runs share come first. */
export function overlaid(runs: readonly { label: string; curves: readonly Curve[] }[]): Chart[] {
  const charts = new Map<string, Chart>();
  for (const { label, curves } of runs) {
    for (const { name, x, points } of curves) {
      const key = `${x}\n${name.toLowerCase()}`;
      const chart = charts.get(key) ?? { title: name, x, lines: [] };
      if (chart.lines.length < MAX_LINES) chart.lines.push({ label, points });
      charts.set(key, chart);
    }
  }
  return [...charts.values()].toSorted((a, b) => b.lines.length - a.lines.length).slice(0, MAX_CHARTS);
}
