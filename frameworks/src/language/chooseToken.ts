import type { Random } from "../random.ts";

/** How the next token is drawn. */
export interface Sampling {
  /** 0 takes the most probable token always; 1 draws as the model says; less is safer, more is bolder. */
  readonly temperature: number;
  /** Only the so many most probable tokens are drawn; all when absent. */
  readonly topK?: number | undefined;
}

/** The next token by its scores; ties go to the lower number. */
export function chooseToken(logits: Float32Array, { temperature, topK }: Sampling, random: Random): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if ((logits[id] ?? 0) > (logits[best] ?? 0)) best = id;
  if (temperature === 0 || topK === 1) return best;
  const top = logits[best] ?? 0;
  let ids = Array.from(logits.keys());
  if (topK !== undefined && topK < ids.length) {
    ids = ids.sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b).slice(0, topK);
  }
  const weights = ids.map((id) => Math.exp(((logits[id] ?? 0) - top) / temperature));
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return ids[index] ?? best;
  }
  return best;
}
