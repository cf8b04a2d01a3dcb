import type { TrainingReport } from "@blacktail/sdk";
import { scaleLinear, scaleSqrt } from "d3-scale";
import { line } from "d3-shape";
import { axes, FRAME } from "./axes.ts";
import { formatPercent } from "./format.ts";
import { type Markup, markup } from "./markup.ts";
import { drawing, panel } from "./panel.ts";

/** Reliability diagram: how often predictions of some confidence are right. On the diagonal they keep what they promise. */
export function calibrationPanel({ error, bins }: NonNullable<TrainingReport["calibration"]>): Markup {
  const lowest = bins.reduce((least, { confidence, accuracy }) => Math.min(least, confidence, accuracy), 0.9);
  const low = Math.max(0, Math.floor(lowest * 10) / 10);
  const x = scaleLinear([low, 1], [FRAME.left, FRAME.width - FRAME.right - 8]);
  const y = scaleLinear([low, 1], [FRAME.height - FRAME.bottom, FRAME.top + 8]);
  const most = bins.reduce((largest, { count }) => Math.max(largest, count), 1);
  const radius = scaleSqrt([0, most], [2.5, 13]);
  const path = line<(typeof bins)[number]>(
    ({ confidence }) => x(confidence),
    ({ accuracy }) => y(accuracy),
  );
  const content = markup`${axes(FRAME, x, y, { x: "confidence", y: "accuracy" })}
<line class="ideal" x1="${x(low)}" y1="${y(low)}" x2="${x(1)}" y2="${y(1)}"/>
<path class="line c0" d="${path([...bins]) ?? ""}"/>
${bins.map(
  ({ confidence, accuracy, count }) =>
    markup`<circle class="dot c0" cx="${x(confidence)}" cy="${y(accuracy)}" r="${radius(count)}"><title>${String(count)} predictions: confidence ${formatPercent(confidence)}, right ${formatPercent(accuracy)}</title></circle>`,
)}`;
  const note = `Expected calibration error ${formatPercent(error)}. Larger dots stand for more predictions; the dashed line is perfect.`;
  return panel("Calibration", note, drawing(FRAME.width, FRAME.height, "Reliability diagram", content));
}
