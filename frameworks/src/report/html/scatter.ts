import type { TrainingReport } from "@blacktail/sdk";
import { scaleLinear } from "d3-scale";
import { axes, FRAME } from "./axes.ts";
import { extent } from "./curves.ts";
import { type Markup, markup } from "./markup.ts";
import { drawing, legend, panel } from "./panel.ts";

/** More groups than there are colours are drawn as one. */
const MOST_GROUPS = 8;
const MOST_DOTS = 2_000;

/** A cloud of points, coloured by group; with the diagonal where it compares true values with predicted ones. */
export function scatterPanel({
  x: xName,
  y: yName,
  points,
}: NonNullable<TrainingReport["scatter"]>): Markup | undefined {
  if (points.length === 0) return undefined;
  const isComparison = yName.startsWith("predicted");
  const groups = [...new Set(points.map(([, , group]) => group))];
  const colours = groups.length > 1 && groups.length <= MOST_GROUPS ? groups : [""];
  const step = Math.ceil(points.length / MOST_DOTS);
  const shown = points.filter((_, index) => index % step === 0);
  const xs = points.map(([value]) => value);
  const ys = points.map(([, value]) => value);
  const both = extent([...xs, ...ys]);
  const x = scaleLinear(isComparison ? both : extent(xs), [FRAME.left, FRAME.width - FRAME.right]).nice();
  const y = scaleLinear(isComparison ? both : extent(ys), [FRAME.height - FRAME.bottom, FRAME.top]).nice();
  const diagonal = isComparison
    ? markup`<line class="ideal" x1="${x(both[0])}" y1="${y(both[0])}" x2="${x(both[1])}" y2="${y(both[1])}"/>`
    : undefined;
  const radius = shown.length > 600 ? 2 : 3.2;
  const content = markup`${axes(FRAME, x, y, { x: xName, y: yName })}${diagonal}
${shown.map(([px, py, group]) => {
  const colour = Math.max(0, colours.indexOf(group));
  return markup`<circle class="point c${colour}" cx="${x(px)}" cy="${y(py)}" r="${radius}"/>`;
})}`;
  const title = isComparison ? "Predicted against true" : "Map of the rows";
  const label = `${yName} against ${xName}`;
  return panel(title, "", markup`${legend(colours)}${drawing(FRAME.width, FRAME.height, label, content)}`);
}
