import type { Checkpoints, SavedTensor } from "../runner/checkpoints.ts";
import type { Trainer } from "../runner/trainer.ts";
import type { Best } from "./log.ts";

/** What an interrupted run goes on from, beside the trainer that has been restored. */
interface LoadedRun<T> {
  readonly state: T;
  readonly best: Best | undefined;
  readonly tensors: Readonly<Record<string, SavedTensor>>;
}

interface Kept<T> {
  readonly steps: number;
  readonly state: T;
  readonly best: Omit<Best, "weights"> | undefined;
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

/** Takes up what `saveRun` kept, if there is something. */
export function loadRun<T>({
  checkpoints,
  key,
  trainer,
}: {
  checkpoints: Checkpoints;
  key: string;
  trainer: Trainer;
}): LoadedRun<T> | undefined {
  const snapshot = checkpoints.load(key);
  if (snapshot === undefined) return undefined;
  const { tensors } = snapshot;
  const { steps, state, best } = snapshot.state as Kept<T>;
  const floats = (prefix: string) =>
    Object.entries(tensors).flatMap(([name, { data }]) =>
      name.startsWith(prefix) && data instanceof Float32Array ? [[name.slice(prefix.length), data] as const] : [],
    );
  trainer.restore(steps, new Map(floats(WEIGHT)));
  const weights = floats(BEST).sort(([a], [b]) => Number(a) - Number(b));
  return { state, best: best && { ...best, weights: weights.map(([, data]) => data) }, tensors };
}
