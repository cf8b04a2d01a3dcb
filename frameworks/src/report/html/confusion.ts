import type { TrainingReport } from "@blacktail/sdk";
import { formatPercent, shorten } from "./format.ts";
import { type Markup, markup } from "./markup.ts";
import { drawing, panel } from "./panel.ts";

const SIZE = 520;
/** Few classes make wide cells; they need not be as high. */
const MOST_TALL = 64;
/** With more classes than this the counts no longer fit into their cells. */
const MOST_COUNTS = 14;
/** With more than this the names no longer fit beside theirs. */
const MOST_NAMES = 40;

/** True classes against predicted ones; a cell's colour is its share of the true class. */
export function confusionPanel({ classes, counts }: NonNullable<TrainingReport["confusion"]>): Markup {
  const longest = Math.max(...classes.map((name) => name.length));
  const hasNames = classes.length <= MOST_NAMES;
  const margin = hasNames ? Math.min(120, 24 + 7 * longest) : 24;
  const cell = (SIZE - margin - 8) / classes.length;
  const tall = Math.min(cell, MOST_TALL);
  const letters = Math.max(3, Math.floor((margin - 20) / 6.6));
  // Names above the columns lie flat where all of them fit, and stand where they do not.
  const isFlat = shorten("m".repeat(longest), letters).length * 7.5 < cell;
  const top = isFlat && hasNames ? 30 : margin;
  const height = top + tall * classes.length + 8;
  const cells = counts.flatMap((row, actual) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, guess) => {
      const share = total === 0 ? 0 : count / total;
      const [x, y] = [margin + guess * cell, top + actual * tall];
      const kind = actual === guess ? "right" : "wrong";
      const shown = classes.length <= MOST_COUNTS && (count > 0 || classes.length <= 6);
      return markup`<g class="cell ${kind}"><rect x="${x}" y="${y}" width="${cell - 1}" height="${tall - 1}" rx="3" style="--share:${(share * 100).toFixed(0)}%"><title>${classes[actual]} taken for ${classes[guess]}: ${String(count)} (${formatPercent(share)})</title></rect>${
        shown
          ? markup`<text class="${share > 0.55 ? "strong" : "faint"}" x="${x + cell / 2}" y="${y + tall / 2 + 5}" text-anchor="middle">${String(count)}</text>`
          : undefined
      }</g>`;
    });
  });
  const names = hasNames
    ? classes.map((name, index) => {
        const at = margin + index * cell + cell / 2;
        const text = shorten(name, letters);
        const column = isFlat
          ? markup`<text x="${at}" y="${top - 10}" text-anchor="middle">${text}</text>`
          : markup`<text transform="translate(${at + 4} ${top - 8}) rotate(-90)">${text}</text>`;
        return markup`<text x="${margin - 8}" y="${top + index * tall + tall / 2 + 4}" text-anchor="end">${text}</text>${column}`;
      })
    : [];
  const content = markup`<g class="axes">${names}</g>${cells}`;
  const note = "Rows are the true classes, columns the predicted ones; darker is a larger part of the true class.";
  return panel("Confusion", note, drawing(SIZE, height, "Confusion matrix", content));
}
