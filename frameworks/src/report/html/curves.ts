import type { TrainingReport } from "@blacktail/sdk";
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { axes, FRAME } from "./axes.ts";
import { type Markup, markup } from "./markup.ts";
import { drawing, legend, panel } from "./panel.ts";

type Curve = TrainingReport["curves"][number];

/** Values that span more than this factor are drawn on a logarithmic axis. */
const WIDE = 60;

/** A panel for each chart: curves of one x axis whose names end alike ("training loss", "validation loss") share one. */
export function curvePanels(curves: readonly Curve[]): Markup[] {
  const charts = new Map<string, Curve[]>();
  for (const curve of curves.filter(({ points }) => points.length > 0)) {
    const key = `${curve.x}/${kindOf(curve)}`;
    charts.set(key, [...(charts.get(key) ?? []), curve]);
  }
  return [...charts.values()].map(chart);
}

const kindOf = ({ name }: Curve) => name.split(" ").at(-1) ?? name;

function chart(curves: readonly Curve[]): Markup {
  const [first] = curves;
  const kind = first === undefined ? "" : kindOf(first);
  const points = curves.flatMap((curve) => curve.points);
  const ys = points.map(([, y]) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const isWide = low > 0 && high / low > WIDE;
  const x = scaleLinear(extent(points.map(([value]) => value)), [FRAME.left, FRAME.width - FRAME.right]);
  const range = [FRAME.height - FRAME.bottom, FRAME.top];
  const y = (isWide ? scaleLog([low, high], range) : scaleLinear(extent(ys), range)).nice();
  const path = line<readonly [number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  );
  const names = curves.map(({ name }) => name);
  const content = markup`${axes(FRAME, x, y, { x: first?.x ?? "", y: isWide ? `${kind} (logarithmic)` : kind })}
${curves.map((curve, index) =>
  curve.points.length === 1
    ? markup`<circle class="dot c${index % 8}" r="4" cx="${x(curve.points[0]?.[0] ?? 0)}" cy="${y(curve.points[0]?.[1] ?? 0)}"/>`
    : markup`<path class="line c${index % 8}" d="${path(curve.points) ?? ""}"/>`,
)}`;
  const title = curves.length === 1 ? (first?.name ?? "") : kind;
  const label = `${names.join(" and ")} by ${first?.x}`;
  return panel(capital(title), "", markup`${legend(names)}${drawing(FRAME.width, FRAME.height, label, content)}`);
}

/** The least and the greatest value; a little apart where they are one, so that a scale has a length. */
export function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (low < high) return [low, high];
  const room = Math.abs(low) * 0.05 || 0.5;
  return [low - room, high + room];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
