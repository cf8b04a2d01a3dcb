import { canonicalJson } from "@blacktail/sdk";
import { TransformerConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { loadText } from "../deep/loadText.ts";
import { meanLoss } from "../deep/transformerMeasure.ts";
import type { TrainContext } from "../family.ts";
import { openModel, unlike } from "../inference/model.ts";
import { emptyCache } from "../language/generate.ts";
import { type Config, readCard } from "../language/modelCard.ts";
import { countCharacters } from "../language/tokenizedText.ts";
import { tokenizerJson } from "../language/tokenizerJson.ts";
import { Tensor } from "../runner/onnxruntime.ts";

/**
 * Measures a language model on the part of the job's text that its training must not have seen. Its tokenizer must be the one that the
 * training text gives, or its tokens would be others.
 * @param bytes checked by the guard
 */
export async function measureText(
  context: Pick<TrainContext, "spec" | "inputs" | "scratch">,
  { bytes }: { readonly bytes: Uint8Array },
): Promise<Record<string, number>> {
  const settings = readConfig(TransformerConfig, context.spec.framework?.config ?? {});
  const { tokenizer, train, test } = await loadText(context, settings);
  const { config, tokenizer: theirs } = readCard(bytes);
  const [own, other] = [tokenizer, theirs].map((one) => canonicalJson(tokenizerJson(one)));
  if (own === undefined || other === undefined || Buffer.compare(own, other) !== 0) {
    throw unlike("its tokenizer is not the one that the training text gives");
  }
  const wanted = {
    n_positions: settings.context,
    n_embd: settings.width,
    n_layer: settings.layers,
    n_head: settings.heads,
  };
  for (const [name, size] of Object.entries(wanted)) {
    if (config[name] !== size) throw unlike(`its ${name} is ${String(config[name])}, and the spec asks for ${size}`);
  }
  const nats = await meanLoss(test, settings.context, await lossesOf(bytes, config));
  const characters = countCharacters(tokenizer, test);
  const tokens = test.end - test.first - 1;
  for (const file of new Set([train.file, test.file])) file.close();
  return {
    nats,
    perplexity: Math.exp(nats),
    ...(characters > 0 && { bitsPerCharacter: (nats * tokens) / Math.LN2 / characters }),
  };
}

/** How well a decoder foretells each token of some windows [rows, context + 1]. */
async function lossesOf(bytes: Uint8Array, config: Config): Promise<(text: BigInt64Array) => Promise<Float32Array>> {
  const { n_positions: context, vocab_size: vocabulary } = config;
  const cache = Object.keys(emptyCache(config, 1));
  const model = await openModel(bytes, {
    inputs: ["input_ids", "attention_mask", "position_ids", ...cache],
    outputs: ["logits"],
  });
  return async (text) => {
    const rows = text.length / (context + 1);
    const numbers = (value: (row: number, place: number) => bigint) => {
      const data = BigInt64Array.from({ length: rows * context }, (_, index) =>
        value(Math.floor(index / context), index % context),
      );
      return new Tensor("int64", data, [rows, context]);
    };
    const { logits } = await model.run({
      ...emptyCache(config, rows),
      input_ids: numbers((row, place) => text[row * (context + 1) + place] ?? 0n),
      attention_mask: numbers(() => 1n),
      position_ids: numbers((_, place) => BigInt(place)),
    });
    if (!(logits?.data instanceof Float32Array) || logits.size !== rows * context * vocabulary) {
      throw unlike(`its logits are ${logits?.type} [${logits?.dims.join(", ")}]`);
    }
    const { data } = logits;
    return Float32Array.from({ length: rows * context }, (_, index) => {
      const scores = data.subarray(index * vocabulary, (index + 1) * vocabulary);
      const label = text[Math.floor(index / context) * (context + 1) + (index % context) + 1] ?? 0n;
      return logSumExp(scores) - (scores[Number(label)] ?? Number.NaN);
    });
  };
}

function logSumExp(scores: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - most);
  return most + Math.log(sum);
}
