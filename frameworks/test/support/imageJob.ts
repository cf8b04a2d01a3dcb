import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type DataFormat, identify, type JobSpec } from "@blacktail/sdk";
import { createRandom } from "../../src/random.ts";
import { specOf } from "./spec.ts";

/** An IDX file's bytes: sizes and uint8 values. */
export function idxBytes(sizes: readonly number[], values: ArrayLike<number>, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, type, sizes.length]);
  sizes.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

/** Images of bars, upright or lying, at random places in noise: a small task that a convolution solves and a mean does not. */
export function bars(count: number, side: number, seed: number): { pixels: Uint8Array; labels: Uint8Array } {
  const random = createRandom(seed);
  const pixels = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const label = random.below(2);
    const place = random.below(side);
    labels[image] = label;
    for (let pixel = 0; pixel < side * side; pixel++) {
      const onBar = (label === 0 ? pixel % side : Math.floor(pixel / side)) === place;
      pixels[image * side * side + pixel] = random.below(100) + (onBar ? 120 : 0);
    }
  }
  return { pixels, labels };
}

/** Writes bars as a pair of IDX files, the images gzipped. */
export function writeBars(folder: string, name: string, count: number, side: number, seed: number): [string, string] {
  const { pixels, labels } = bars(count, side, seed);
  const [images, truths] = [join(folder, `${name}-images.gz`), join(folder, `${name}-labels`)];
  writeFileSync(images, gzipSync(idxBytes([count, side, side], pixels)));
  writeFileSync(truths, idxBytes([count], labels));
  return [images, truths];
}

export interface InputFile {
  readonly role: JobSpec["data"][number]["role"];
  readonly format: DataFormat;
  readonly path: string;
  readonly target?: string;
  readonly manifest?: `0x${string}`;
}

/** A training job on any files, checked against the schema that workers check. */
export async function filesJob(
  framework: string,
  files: readonly InputFile[],
  config: Record<string, unknown> = {},
  seed = 1,
): Promise<{ spec: JobSpec; inputs: Map<string, string> }> {
  const inputs = new Map<string, string>();
  const data = [];
  for (const { path, ...file } of files) {
    const stored = await identify([readFileSync(path)]);
    inputs.set(stored.digest, path);
    data.push({ ...file, ...stored });
  }
  const limits = { memoryMiB: 1_536, cpuSeconds: 300, wallSeconds: 300, outputMiB: 64 };
  return { spec: specOf({ framework, data, config, seed, limits }), inputs };
}
