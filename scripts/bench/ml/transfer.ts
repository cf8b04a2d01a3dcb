/**
 * transfer_gain_points   what a parent is worth, in points of accuracy, where there are 50 examples.
 *
 * The parent is deep/cnn, trained on MNIST's digits 0 to 4. The target is to tell the digits 5 to 9 apart, ten images of each, which
 * are drawn anew for each of three seeds. transfer/fine-tuning on the parent and deep/cnn from scratch learn from the same 50 images
 * and are measured on the same 2,000 others; the gain is the mean difference. From scratch gets steps enough to reach its best
 * validation.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { trainSpec } from "@blacktail/frameworks";
import { createRandom } from "@blacktail/frameworks/engine";
import { trainingSpec } from "@blacktail/sdk";
import { openInput, openParent } from "../../lib/training/files.ts";
import type { MlBench } from "./types.ts";

const SEEDS = [1, 2, 3];
const PER_CLASS = 10;
const TEST_IMAGES = 2_000;
const SIDE = 28;

/** Images and their labels as IDX files. */
interface Pair {
  readonly images: string;
  readonly labels: string;
}

export const transfer: MlBench = {
  keys: ["transfer_gain_points"],
  goals: { transfer_gain_points: { atLeast: 0.01 } },
  async run({ data }) {
    const folder = await mkdtemp(join(tmpdir(), "blacktail-transfer-"));
    try {
      const digits = await readDigits(data);
      const known = await digits.write(
        folder,
        "known",
        digits.rows((digit) => digit < 5),
      );
      const target = digits.rows((digit) => digit >= 5);
      const parent = await train(folder, "cnn", { train: known }, { epochs: 3 });
      let gain = 0;
      for (const seed of SEEDS) {
        const order = createRandom(seed).shuffle(Array.from(target));
        const few = digits
          .classes(5)
          .flatMap((digit) => order.filter((row) => digits.label(row) === digit).slice(0, PER_CLASS));
        const others = order.filter((row) => !few.includes(row)).slice(0, TEST_IMAGES);
        const files = {
          train: await digits.write(folder, "few", few),
          test: await digits.write(folder, "others", others),
        };
        const scratch = await train(folder, "cnn", files, { epochs: 100, batchSize: 16, patience: 30 }, seed);
        const tuned = await train(folder, "fine-tuning", { ...files, parent: parent.path }, { method: "full" }, seed);
        gain += tuned.accuracy - scratch.accuracy;
      }
      return { transfer_gain_points: Number(((100 * gain) / SEEDS.length).toFixed(2)) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function readDigits(data: string) {
  const images = gunzipSync(await readFile(join(data, "mnist-t10k-images-idx3-ubyte.gz"))).subarray(16);
  const labels = gunzipSync(await readFile(join(data, "mnist-t10k-labels-idx1-ubyte.gz"))).subarray(8);
  const size = SIDE * SIDE;
  return {
    label: (row: number) => labels[row] ?? -1,
    classes: (first: number) => Array.from({ length: 10 - first }, (_, index) => first + index),
    rows: (wanted: (digit: number) => boolean) => Array.from(labels.keys()).filter((row) => wanted(labels[row] ?? -1)),
    async write(folder: string, name: string, rows: readonly number[]): Promise<Pair> {
      const pair = { images: join(folder, `${name}-images`), labels: join(folder, `${name}-labels`) };
      const pixels = rows.map((row) => images.subarray(row * size, (row + 1) * size));
      await writeFile(pair.images, Buffer.concat([idxHeader(rows.length, SIDE, SIDE), ...pixels]));
      const truths = Uint8Array.from(rows, (row) => labels[row] ?? 0);
      await writeFile(pair.labels, Buffer.concat([idxHeader(rows.length), truths]));
      return pair;
    },
  };
}

function idxHeader(...sizes: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return header;
}

async function train(
  folder: string,
  name: "cnn" | "fine-tuning",
  { train: own, test, parent }: { train: Pair; test?: Pair; parent?: string },
  config: Record<string, unknown>,
  seed = 1,
): Promise<{ accuracy: number; path: string }> {
  const files = await Promise.all(
    [own, ...(test ? [test] : [])].flatMap(({ images, labels }) => [openInput(images), openInput(labels)]),
  );
  const [images, labels, testImages, testLabels] = files;
  if (images === undefined || labels === undefined) throw new Error("There are images and labels.");
  const model = parent === undefined ? undefined : await openParent(parent);
  const spec = trainingSpec({
    family: name === "cnn" ? "deep" : "transfer",
    name,
    data: images.stored,
    labels: labels.stored,
    ...(testImages && testLabels && { test: testImages.stored, testLabels: testLabels.stored }),
    ...(model && { parents: [model.stored] }),
    config,
    seed,
  });
  const inputs = new Map(files.map(({ path, stored }) => [stored.digest as string, path]));
  if (model) inputs.set(model.stored.digest, model.path);
  const outDir = join(folder, name);
  const trained = await trainSpec({ spec, inputs, outDir, threads: 2 });
  return { accuracy: trained.metrics.accuracy ?? 0, path: trained.artifactPath };
}
