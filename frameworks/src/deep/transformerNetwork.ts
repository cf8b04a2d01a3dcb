import { add } from "../autodiff/arithmetic.ts";
import { causalSelfAttention } from "../autodiff/attention.ts";
import { dropout } from "../autodiff/dropout.ts";
import { embedding } from "../autodiff/embedding.ts";
import { gelu } from "../autodiff/gelu.ts";
import { reshape } from "../autodiff/layout.ts";
import { matmul } from "../autodiff/matmul.ts";
import { layerNorm } from "../autodiff/normalization.ts";
import { rowScores } from "../autodiff/rowScores.ts";
import { squaredRelu } from "../autodiff/squaredRelu.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { shapeText } from "../graph/shape.ts";
import { nameTensors, type TransformerSizes } from "./transformerParameters.ts";

const activations = { gelu, relu2: squaredRelu } as const;

/**
 * A GPT (Radford et al. 2019; normalization before each part) with rotary positions, from which small models learn several times
 * faster than from learned ones: scores of the next token at every place of some sequences.
 * Rows and places share one axis throughout, so that every product is one large matrix product.
 * @param parameters as `transformerParameters` orders them
 * @param ids int64 [batch, context]
 * @returns logits [batch · context, vocabulary]
 */
export function transformerNetwork(
  tape: Tape,
  parameters: readonly Value[],
  ids: Value,
  sizes: TransformerSizes,
): Value {
  const { heads, width, activation } = sizes;
  const drop = (value: Value) => dropout(tape, value, sizes.dropout);
  const [batch, context] = ids.shape;
  if (typeof batch !== "number" || typeof context !== "number" || context !== sizes.context) {
    throw new TypeError(`The tokens must be [batch, ${sizes.context}], not ${shapeText(ids.shape)}.`);
  }
  const tensors = nameTensors(parameters, sizes.layers);
  let x = drop(reshape(tape, embedding(tape, tensors.tokens, ids), [batch * context, width]));
  for (const layer of tensors.layers) {
    const qkv = matmul(tape, layerNorm(tape, x, layer.attentionGain), layer.qkv);
    const mixed = causalSelfAttention(tape, qkv, { batch, context, heads, rotary: true });
    x = add(tape, x, drop(matmul(tape, mixed, layer.projection)));
    const inner = activations[activation](tape, matmul(tape, layerNorm(tape, x, layer.mlpGain), layer.up));
    x = add(tape, x, drop(matmul(tape, inner, layer.down)));
  }
  return rowScores(tape, layerNorm(tape, x, tensors.gain), tensors.tokens);
}
