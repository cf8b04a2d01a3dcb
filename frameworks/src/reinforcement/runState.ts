import type { z } from "zod";
import type { Checkpoints, SavedTensor } from "../runner/checkpoints.ts";
import type { Trainer } from "../runner/trainer.ts";
import { unfitCheckpoint } from "../runner/unfitCheckpoint.ts";
import type { Best } from "./log.ts";

/** What an interrupted run goes on from, beside the trainer that has been restored. */
interface LoadedRun<T> {
  readonly state: T;
  readonly best: Best | undefined;
  readonly tensors: Readonly<Record<string, SavedTensor>>;
}

/** The JSON of what is kept. */
export interface Kept<T> {
  readonly steps: number;
  readonly state: T;
  readonly best?: Omit<Best, "weights"> | undefined;
}

const WEIGHT = "trainer/";
const BEST = "best/";

/** Keeps a run: weights, optimizer, the best policy so far, the family's own tensors, and its state as plain JSON. */
export function saveRun<T>(
  { checkpoints, key, trainer }: { checkpoints: Checkpoints; key: string; trainer: Trainer },
  state: T,
  best: Best | undefined,
  tensors: Readonly<Record<string, SavedTensor>> = {},
): Promise<void> {
  const all: Record<string, SavedTensor> = { ...tensors };
  for (const [name, tensor] of trainer.state()) all[WEIGHT + name] = tensor;
  best?.weights.forEach((data, index) => {
    all[BEST + index] = { shape: [data.length], data };
  });
  const kept: Kept<T> = {
    steps: trainer.steps,
    state,
    best: best && { mean: best.mean, step: best.step, normalizer: best.normalizer },
  };
  return checkpoints.save(key, { tensors: all, state: kept });
}

/**
 * Takes up what `saveRun` kept, if there is something.
 * @param options.form of what was kept, which may come from anybody
 * @param options.acting values of each weight of the network that acts
 * @throws BlacktailError CHECKPOINT_INVALID
 */
export function loadRun<T>({
  checkpoints,
  key,
  trainer,
  form,
  acting,
}: {
  checkpoints: Checkpoints;
  key: string;
  trainer: Trainer;
  form: z.ZodType<Kept<T>>;
  acting: readonly number[];
}): LoadedRun<T> | undefined {
  const snapshot = checkpoints.load(key);
  if (snapshot === undefined) return undefined;
  const { tensors } = snapshot;
  const parsed = form.safeParse(snapshot.state);
  if (!parsed.success) throw unfitCheckpoint("its state has another form");
  const { steps, state, best } = parsed.data;
  const floats = (prefix: string) =>
    Object.entries(tensors).flatMap(([name, { data }]) =>
      name.startsWith(prefix) && data instanceof Float32Array ? [[name.slice(prefix.length), data] as const] : [],
    );
  restoring(() => trainer.restore(steps, new Map(floats(WEIGHT))));
  const known = new Map(floats(BEST));
  const weights = acting.flatMap((length, index) => {
    const values = known.get(String(index));
    return values?.length === length ? [values] : [];
  });
  if (best !== undefined && weights.length < acting.length) {
    throw unfitCheckpoint("its best policy is not one of this program");
  }
  return { state, best: best && { ...best, weights }, tensors };
}

/** What does not fit where it is put shows as a TypeError or RangeError. @throws BlacktailError CHECKPOINT_INVALID */
export function restoring<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError) {
      throw unfitCheckpoint("its tensors are not those of this program", cause);
    }
    throw cause;
  }
}
