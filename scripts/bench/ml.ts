/**
 * `npm run bench:ml [-- --json] [--only KEY] [--data FOLDER]`: what the learning families reach on real data, and how fast the engine is.
 *
 * Each figure is measured by a file of its own in `ml/`, which says how. Accuracies are of rows that training never saw; speeds are
 * ratios within one run, so that a slow machine lowers both sides alike.
 */
import { resolve } from "node:path";
import pc from "picocolors";
import { parseOptions } from "../lib/options.ts";
import { PARTS } from "./ml/parts.ts";

const KEYS = PARTS.flatMap(({ keys }) => keys);

const { values } = parseOptions(
  "npm run bench:ml [-- --json] [--only KEY] [--data FOLDER]\n\n" +
    "--json   print one JSON object as the last line\n" +
    "--only   measure what belongs to this figure only; may be given several times\n" +
    "--data   folder of the data sets, default ../shared/datasets\n\n" +
    `Figures: ${KEYS.join(", ")}`,
  {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    data: { type: "string", default: "../shared/datasets" },
  },
);

const unknown = values.only.find((key) => !KEYS.includes(key));
if (unknown !== undefined) {
  console.error(`There is no figure "${unknown}". Figures: ${KEYS.join(", ")}.`);
  process.exit(2);
}

const wanted = PARTS.filter(({ keys }) => values.only.length === 0 || keys.some((key) => values.only.includes(key)));
const figures: Record<string, number | boolean> = {};
for (const part of wanted) {
  const started = performance.now();
  const measured = await part.run({ data: resolve(values.data) });
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  for (const key of part.keys) {
    const value = measured[key];
    if (value === undefined) throw new Error(`The benchmark of ${part.keys.join(", ")} gave no ${key}.`);
    const figure = typeof value === "number" ? Number(value.toFixed(4)) : value;
    figures[key] = figure;
    console.error(
      `${key.padEnd(28)} ${String(figure).padStart(10)}   ${judge(figure, part.goals[key])}   ${seconds} s`,
    );
  }
}
if (values.json) console.log(JSON.stringify(figures));

function judge(value: number | boolean, goal: { atLeast?: number; atMost?: number } | undefined): string {
  const { atLeast, atMost } = goal ?? {};
  if (typeof value === "boolean") return value ? pc.green("as it should be") : pc.red("not as it should be");
  if (atLeast !== undefined) return (value >= atLeast ? pc.green : pc.red)(`goal ≥ ${atLeast}`);
  if (atMost !== undefined) return (value <= atMost ? pc.green : pc.red)(`goal ≤ ${atMost}`);
  return "";
}
