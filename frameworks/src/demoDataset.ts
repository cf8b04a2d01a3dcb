import { csvLine } from "./csv/write.ts";
import { createRandom } from "./random.ts";

const ROWS = 600;
const MATERIALS = ["steel", "brass", "ceramic"] as const;
const GAP_SHARE = 0.04;

/**
 * A small made-up data set, the same for the same seed: measurements of bearings, and whether each will fail within a year.
 * Three numbers and a category, some cells empty; a good model is right in more than 95 of 100 held-out rows.
 * @returns CSV text with the target column "fails" (yes, no).
 */
export function makeDemoDataset({ seed }: { seed: number }): string {
  const random = createRandom(seed, 100);
  // The sum of twelve uniform numbers is close enough to normal, and the same on every machine.
  const normal = () => Array.from({ length: 12 }, () => random.uniform()).reduce((sum, value) => sum + value, -6);
  const lines = [csvLine(["temperature_c", "vibration_mm_s", "load_kn", "material", "fails"])];
  for (let row = 0; row < ROWS; row++) {
    const fails = random.uniform() < 0.45;
    const material = MATERIALS[random.below(MATERIALS.length)] ?? "steel";
    // Ceramic runs cooler: the temperature tells only together with the material.
    const cooler = material === "ceramic" ? 12 : 0;
    const temperature = 58 - cooler + (fails ? 16 : 0) + 5.5 * normal();
    const vibration = 2.4 + (fails ? 2.2 : 0) + 0.6 * normal();
    const load = 12 + (fails ? 3 : 0) + 2.5 * normal();
    const cell = (value: number, digits: number) => (random.uniform() < GAP_SHARE ? "" : value.toFixed(digits));
    lines.push(
      csvLine([
        cell(temperature, 1),
        cell(Math.max(0.1, vibration), 2),
        cell(load, 1),
        random.uniform() < GAP_SHARE ? "" : material,
        fails ? "yes" : "no",
      ]),
    );
  }
  return lines.join("");
}
