import type { ScaleContinuousNumeric } from "d3-scale";
import { formatNumber } from "./format.ts";
import { type Markup, markup } from "./markup.ts";

type Scale = ScaleContinuousNumeric<number, number>;

/** A plot's inner area in the units of its drawing. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const FRAME: Frame = { width: 520, height: 300, left: 58, right: 14, top: 12, bottom: 44 };

/** Grid lines, tick labels and names of a plot's two axes. */
export function axes(frame: Frame, x: Scale, y: Scale, names: { x: string; y: string }): Markup {
  const { width, height, left, right, top, bottom } = frame;
  const base = height - bottom;
  return markup`<g class="axes">
${ticksOf(y).map((tick) => {
  const at = y(tick);
  return markup`<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${formatNumber(tick)}</text>`;
})}
${x.ticks(6).map((tick) => {
  const at = x(tick);
  return markup`<text x="${at}" y="${base + 18}" text-anchor="middle">${formatNumber(tick)}</text>`;
})}
<line class="base" x1="${left}" x2="${width - right}" y1="${base}" y2="${base}"/>
<text class="name" x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${names.x}</text>
<text class="name" transform="translate(13 ${(top + base) / 2}) rotate(-90)" text-anchor="middle">${names.y}</text>
</g>`;
}

/** Where a scale is marked. A logarithmic one would like far more marks than there is room for: powers of ten are enough. */
function ticksOf(scale: Scale): number[] {
  if (!("base" in scale)) return scale.ticks(5);
  const [low = 1, high = 10] = scale.domain();
  const powers = Math.log10(high / low);
  const mantissas = powers >= 3 ? [1] : powers >= 1.5 ? [1, 3] : [1, 2, 5];
  return scale.ticks().filter((tick) => mantissas.includes(Number(tick.toExponential(0)[0])));
}
