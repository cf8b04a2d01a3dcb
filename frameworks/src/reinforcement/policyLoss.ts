import type { Tape, Value } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";

/**
 * What makes good actions likelier: the clipped objective of PPO (Schulman et al., arXiv 1707.06347, equation 7) with an entropy bonus,
 * negated. With r = π(a|s) / π_old(a|s):
 *
 *   loss = -mean(min(r·A, clip(r, 1 - ε, 1 + ε)·A)) - c·mean(H(π))
 *
 * In the first pass over fresh actions r is 1 and the gradient is REINFORCE's, -A·∇log π(a|s) (Williams 1992).
 * @param logits [rows, actions] of the policy that learns
 * @param actions [rows] int64, what was done
 * @param advantages [rows] how much better it went than expected
 * @param before [rows] log π_old(a|s), when it was done
 * @param options.clip ε
 * @param options.entropy c
 */
export function policyLoss(
  tape: Tape,
  { logits, actions, advantages, before }: { logits: Value; actions: Value; advantages: Value; before: Value },
  { clip, entropy }: { clip: number; entropy: number },
): Value {
  const { graph } = tape;
  const [rows, count] = logits.shape;
  if (typeof rows !== "number" || typeof count !== "number" || logits.shape.length !== 2) {
    throw new TypeError(`policyLoss: logits must be [rows, actions] of fixed size, not ${shapeText(logits.shape)}.`);
  }
  for (const [name, { shape }] of Object.entries({ actions, advantages, before })) {
    if (shape.length === 1 && shape[0] === rows) continue;
    throw new TypeError(`policyLoss: ${name} must be [${rows}], not ${shapeText(shape)}.`);
  }
  const keep = { attributes: { keepdims: int(1) } };
  const column = (value: Value) => graph.node("Unsqueeze", [value.name, graph.int64(1)]);
  const sum = (name: string) => graph.node("ReduceSum", [name], { attributes: { keepdims: int(0) } });
  const ones = graph.constant("float32", [2], [0, 1]);
  const oneHot32 = graph.node("OneHot", [actions.name, graph.int64(count), ones]);
  const oneHot = tape.type === "float32" ? oneHot32 : graph.node("CastLike", [oneHot32, tape.scalar(0)]);
  const logs = graph.node("LogSoftmax", [logits.name], { attributes: { axis: int(-1) } });
  const probabilities = graph.node("Exp", [logs]);
  const chosen = graph.node("ReduceSum", [graph.node("Mul", [logs, oneHot]), graph.int64(1)], keep);
  const ratio = graph.node("Exp", [graph.node("Sub", [chosen, column(before)])]);
  const bounded = graph.node("Clip", [ratio, tape.scalar(1 - clip), tape.scalar(1 + clip)]);
  const advantage = column(advantages);
  const free = graph.node("Mul", [ratio, advantage]);
  const held = graph.node("Mul", [bounded, advantage]);
  const gain = sum(graph.node("Min", [free, held]));
  const surprise = graph.node("ReduceSum", [graph.node("Mul", [probabilities, logs]), graph.int64(1)], keep);
  const bonus = graph.node("Mul", [sum(surprise), tape.scalar(-entropy)]);
  const loss = graph.node("Mul", [graph.node("Add", [gain, bonus]), tape.scalar(-1 / rows)]);
  return tape.record(loss, [], [logits], (gradient) => {
    // Where the clipped side is the smaller one it is constant, and pulls at nothing.
    const pull = graph.node("Where", [graph.node("LessOrEqual", [free, held]), free, tape.scalar(0)]);
    const towards = graph.node("Mul", [graph.node("Sub", [oneHot, probabilities]), pull]);
    const spread = graph.node("Mul", [probabilities, graph.node("Sub", [logs, surprise])]);
    const slope = graph.node("Sub", [towards, graph.node("Mul", [spread, tape.scalar(entropy)])]);
    return [graph.node("Mul", [slope, graph.node("Mul", [gradient, tape.scalar(-1 / rows)])])];
  });
}
