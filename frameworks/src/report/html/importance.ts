import type { TrainingReport } from "@blacktail/sdk";
import { scaleLinear } from "d3-scale";
import { formatNumber, shorten } from "./format.ts";
import { type Markup, markup } from "./markup.ts";
import { drawing, panel } from "./panel.ts";

const MOST_BARS = 20;
const BAR = 22;
const WIDTH = 520;
const NAMES = 150;
const VALUES = 62;

/** Bars for the columns that matter most. */
export function importancePanel({ metric, columns }: NonNullable<TrainingReport["importance"]>): Markup {
  const shown = columns.slice(0, MOST_BARS);
  const most = shown.reduce((largest, { value }) => Math.max(largest, value), 0) || 1;
  const width = scaleLinear([0, most], [0, WIDTH - NAMES - VALUES]).clamp(true);
  const bars = shown.map(({ name, value }, index) => {
    const y = index * BAR;
    const length = Math.max(1.5, width(value));
    return markup`<text x="${NAMES - 10}" y="${y + 15}" text-anchor="end"><title>${name}</title>${shorten(name, 20)}</text><rect class="bar c0" x="${NAMES}" y="${y + 3}" width="${length}" height="${BAR - 6}" rx="3"/><text class="value" x="${NAMES + length + 8}" y="${y + 15}">${formatNumber(value)}</text>`;
  });
  const rest = columns.length - shown.length;
  const more = rest > 0 ? ` ${rest} more columns matter less.` : "";
  const note = `How much ${metric} falls when a column's values are shuffled.${more}`;
  const content = markup`<g class="axes">${bars}</g>`;
  return panel("Importance of columns", note, drawing(WIDTH, shown.length * BAR, `Importance for ${metric}`, content));
}
