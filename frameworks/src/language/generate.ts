import { unlike } from "../inference/model.ts";
import type { Random } from "../random.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { openSession } from "../runner/session.ts";
import { chooseToken, type Sampling } from "./chooseToken.ts";
import type { Config } from "./modelCard.ts";

type Session = Awaited<ReturnType<typeof openSession>>;

/**
 * Writes on from some tokens, one at a time, with a cache of what was read. When the context is full, the model begins anew with
 * its later half.
 * @param ids at least one token
 * @returns the numbers of the new tokens as they come; it ends after `maxTokens`, or with the end of the document, which is not returned.
 */
export async function* generate(
  session: Session,
  config: Config,
  {
    ids,
    maxTokens,
    sampling,
    random,
  }: { ids: readonly number[]; maxTokens: number; sampling: Sampling; random: Random },
): AsyncGenerator<number> {
  const context = config.n_positions;
  let fresh = ids.slice(-context);
  let seen = [...fresh];
  let cache = emptyCache(config, 1);
  for (let count = 0; count < maxTokens; count++) {
    const results = await session.run({ ...cache, ...place(fresh, seen.length) });
    const logits = results.logits;
    if (!(logits?.data instanceof Float32Array) || logits.data.length !== fresh.length * config.vocab_size) {
      throw unlike(`its logits are ${logits?.type} [${logits?.dims.join(", ")}] for ${fresh.length} tokens`);
    }
    const id = chooseToken(logits.data.subarray(-config.vocab_size), sampling, random);
    if (id === config.eos_token_id) return;
    yield id;
    seen.push(id);
    fresh = [id];
    cache = nextCache(config, results);
    if (seen.length <= context) continue;
    seen = seen.slice(-Math.max(1, context >> 1));
    fresh = seen;
    cache = emptyCache(config, 1);
  }
}

/** The tensors of new tokens at the end of `total` ones. */
function place(fresh: readonly number[], total: number): Record<string, Tensor> {
  const count = fresh.length;
  const numbers = (length: number, value: (index: number) => number) =>
    new Tensor(
      "int64",
      BigInt64Array.from({ length }, (_, index) => BigInt(value(index))),
      [1, length],
    );
  return {
    input_ids: numbers(count, (index) => fresh[index] ?? 0),
    attention_mask: numbers(total, () => 1),
    position_ids: numbers(count, (index) => total - count + index),
  };
}

/** What a decoder is given before it has read anything. @param rows texts side by side */
export function emptyCache({ n_layer, n_head, n_embd }: Config, rows: number): Record<string, Tensor> {
  const names = cacheNames(n_layer).map(({ past }) => past);
  const shape = [rows, n_head, 0, n_embd / n_head];
  return Object.fromEntries(names.map((name) => [name, new Tensor("float32", new Float32Array(), shape)]));
}

function nextCache({ n_layer }: Config, results: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    cacheNames(n_layer).map(({ past, present }) => {
      const tensor = results[present];
      if (tensor === undefined) throw unlike(`it does not return "${present}"`);
      return [past, tensor];
    }),
  );
}

const cacheNames = (layers: number) =>
  Array.from({ length: layers }, (_, layer) =>
    ["key", "value"].map((kind) => ({
      past: `past_key_values.${layer}.${kind}`,
      present: `present.${layer}.${kind}`,
    })),
  ).flat();
