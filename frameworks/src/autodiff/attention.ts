import { int, ints } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import { rotaryTables } from "./rotary.ts";
import type { Tape, Value } from "./tape.ts";

export interface AttentionShape {
  /** Sequences in the batch. */
  readonly batch: number;
  /** Tokens of each sequence. */
  readonly context: number;
  /** Parts into which the width is divided, each with a softmax of its own. */
  readonly heads: number;
  /** Whether queries and keys are turned by their positions; without, attention knows of no order but before and after. */
  readonly rotary?: boolean;
}

/**
 * Causal multi-head self-attention (Vaswani et al., arXiv 1706.03762), softmax(q·kᵀ/√size)·v: each token looks at itself and
 * those before it. One operation on the tape, since its gradient needs the probabilities only: with the loss' gradient g by the output o,
 * the scores' gradient is p·(g·vᵀ - Σ g·o) (Dao et al., arXiv 2205.14135, section 3.1), and Σ g·o has the width of a head.
 * @param qkv [batch · context, 3 · width]: queries, keys and values side by side, each with its heads side by side
 * @returns [batch · context, width]
 */
export function causalSelfAttention(
  tape: Tape,
  qkv: Value,
  { batch, context, heads, rotary = false }: AttentionShape,
): Value {
  const { graph } = tape;
  const [rows, columns] = qkv.shape;
  if (rows !== batch * context || typeof columns !== "number" || columns % (3 * heads) !== 0) {
    throw new TypeError(
      `causalSelfAttention: the input must be [${batch} · ${context}, a multiple of 3 · ${heads}], not ${shapeText(qkv.shape)}.`,
    );
  }
  const width = columns / 3;
  const size = width / heads;
  const scale = tape.scalar(1 / Math.sqrt(size));
  const transposed = (name: string, ...perm: number[]) =>
    graph.node("Transpose", [name], { attributes: { perm: ints(...perm) } });
  const product = (left: string, right: string) => graph.node("MatMul", [left, right]);
  const flipped = (name: string) => transposed(name, 0, 1, 3, 2);

  const parts = graph.node("Reshape", [qkv.name, graph.int64(batch, context, 3, heads, size)]);
  // [3, batch, heads, context, size]: each part and each head in one piece.
  const byHead = transposed(parts, 2, 0, 3, 1, 4);
  const part = (index: number) =>
    graph.node("Gather", [byHead, graph.constant("int64", [], [index])], { attributes: { axis: int(0) } });
  const turns = rotary ? rotaryTurns(tape, context, size) : noTurns;
  const [queries, keys, values] = [turns.forward(part(0)), turns.forward(part(1)), part(2)];
  const scores = graph.node("Mul", [product(queries, flipped(keys)), scale]);
  const masked = graph.node("Add", [scores, futureMask(tape, context)]);
  const weights = graph.node("Softmax", [masked], { attributes: { axis: int(-1) } });
  const mixed = product(weights, values);
  const output = graph.node("Reshape", [transposed(mixed, 0, 2, 1, 3), graph.int64(rows, width)]);

  return tape.record(output, [rows, width], [qkv], (gradient) => {
    const split = graph.node("Reshape", [gradient, graph.int64(batch, context, heads, size)]);
    const byMixed = transposed(split, 0, 2, 1, 3);
    const byValues = product(flipped(weights), byMixed);
    const byWeights = product(byMixed, flipped(values));
    const spread = graph.node("ReduceSum", [graph.node("Mul", [byMixed, mixed]), graph.int64(-1)]);
    const byScores = graph.node("Mul", [weights, graph.node("Sub", [byWeights, spread])]);
    const byQueries = turns.backward(graph.node("Mul", [product(byScores, keys), scale]));
    const byKeys = turns.backward(graph.node("Mul", [product(flipped(byScores), queries), scale]));
    const lead = graph.int64(0);
    const joined = graph.node(
      "Concat",
      [byQueries, byKeys, byValues].map((name) => graph.node("Unsqueeze", [name, lead])),
      { attributes: { axis: int(0) } },
    );
    return [graph.node("Reshape", [transposed(joined, 1, 3, 0, 2, 4), graph.int64(rows, columns)])];
  });
}

/** How queries and keys are turned, and their gradients back. */
interface Turns {
  forward(name: string): string;
  backward(name: string): string;
}

const noTurns: Turns = { forward: (name) => name, backward: (name) => name };

function rotaryTurns(tape: Tape, context: number, size: number): Turns {
  const { graph } = tape;
  const tables = rotaryTables(context, size);
  const cos = graph.constant(tape.type, [context, size], tables.cos);
  const sin = graph.constant(tape.type, [context, size], tables.sin);
  const turn = graph.constant(tape.type, [size, size], tables.turn);
  const back = graph.constant(
    tape.type,
    [size, size],
    tables.turn.map((value) => 0 - value),
  );
  const times = (left: string, right: string) => graph.node("Mul", [left, right]);
  return {
    forward: (name) => graph.node("Add", [times(name, cos), times(graph.node("MatMul", [name, turn]), sin)]),
    // The transpose of `turn` is its negative.
    backward: (name) => graph.node("Add", [times(name, cos), graph.node("MatMul", [times(name, sin), back])]),
  };
}

/** [context, context]: 0 where a token may look, a number that no score outweighs where it may not. */
function futureMask(tape: Tape, context: number): string {
  const values = Array.from({ length: context * context }, (_, index) =>
    index % context > Math.floor(index / context) ? -1e9 : 0,
  );
  return tape.graph.constant(tape.type, [context, context], values);
}
