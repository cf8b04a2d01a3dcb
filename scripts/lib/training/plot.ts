import { stripVTControlCharacters } from "node:util";
import type { TrainingReport } from "@blacktail/sdk";
import asciichart from "asciichart";
import pc from "picocolors";

const COLUMNS = 64;
const ROWS = 10;
const COLORS = [asciichart.cyan, asciichart.magenta, asciichart.yellow, asciichart.green];

type Curve = TrainingReport["curves"][number];

/** A report's first chart for the terminal: the curves that share its first curve's x axis and the last word of its name. */
export function plotCurves({ curves }: TrainingReport): string | undefined {
  const [first] = curves;
  if (first === undefined) return undefined;
  const kind = lastWord(first);
  const shown = curves
    .filter((curve) => curve.x === first.x && lastWord(curve) === kind && curve.points.length > 1)
    .slice(0, COLORS.length);
  const xs = shown.flatMap(({ points }) => points.map(([x]) => x));
  if (xs.length === 0) return undefined;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const lines = shown.map((curve) => resample(curve, low, high));
  const chart = asciichart.plot(lines, {
    height: ROWS,
    colors: pc.isColorSupported ? COLORS.slice(0, lines.length) : lines.map(() => asciichart.reset),
    format: (value) => value.toPrecision(3).padStart(9),
  });
  const legend = shown.map(({ name }, index) => colour(`── ${name}`, index)).join("   ");
  const axis = `${" ".repeat(11)}${String(low).padEnd(COLUMNS - String(high).length)}${high}`;
  const text = `  ${legend}\n${chart}\n${pc.dim(`${axis}  ${first.x}`)}`;
  // asciichart ends each coloured stroke with a reset, wanted or not.
  return pc.isColorSupported ? text : stripVTControlCharacters(text);
}

const lastWord = ({ name }: Curve) => name.split(" ").at(-1);

/** The mean of a curve's points in each column of the plot; where there are none, the line between its neighbours. */
function resample({ points }: Curve, low: number, high: number): number[] {
  return Array.from({ length: COLUMNS }, (_, column) => {
    const width = (high - low) / COLUMNS;
    const [from, to] = [low + column * width, low + (column + 1) * width];
    const inside = points.filter(([x]) => x >= from && (x < to || column === COLUMNS - 1));
    if (inside.length > 0) return inside.reduce((sum, [, y]) => sum + y, 0) / inside.length;
    const before = points.findLast(([x]) => x < from);
    const after = points.find(([x]) => x >= to);
    if (before === undefined || after === undefined) return before?.[1] ?? after?.[1] ?? Number.NaN;
    const part = (from - before[0]) / (after[0] - before[0]);
    return before[1] + part * (after[1] - before[1]);
  });
}

function colour(text: string, index: number): string {
  const paints = [pc.cyan, pc.magenta, pc.yellow, pc.green];
  return (paints[index] ?? pc.dim)(text);
}
