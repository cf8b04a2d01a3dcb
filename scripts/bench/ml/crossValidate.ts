import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "@blacktail/frameworks/engine";
import { trainFile } from "./trainFile.ts";

const FOLDS = 5;

/**
 * The accuracy of five models, each on the fifth of the rows that it never saw: the rows in random order, dealt out to five files. The
 * file has one line per row; all settings are the defaults.
 * @returns the share of all rows that are told right
 */
export async function crossValidate(path: string, target: string): Promise<number> {
  const [header = "", ...lines] = (await readFile(path, "utf8")).trim().split("\n");
  const order = createRandom(1, 5).shuffle(Int32Array.from({ length: lines.length }, (_, row) => row));
  const folder = await mkdtemp(join(tmpdir(), "blacktail-folds-"));
  const write = async (name: string, rows: Int32Array) => {
    const file = join(folder, name);
    await writeFile(file, `${[header, ...Array.from(rows.sort(), (row) => lines[row] ?? "")].join("\n")}\n`);
    return file;
  };
  try {
    let right = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const held = order.filter((_, place) => place % FOLDS === fold);
      const testPath = await write(`test${fold}.csv`, held);
      const trainPath = await write(
        `train${fold}.csv`,
        order.filter((_, place) => place % FOLDS !== fold),
      );
      const { metrics } = await trainFile({
        framework: "supervised/tabular",
        path: trainPath,
        testPath,
        target,
        config: {},
      });
      right += (metrics.accuracy ?? 0) * held.length;
    }
    return right / lines.length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
