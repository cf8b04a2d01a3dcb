import type { DqnConfig } from "@blacktail/sdk/families";
import { huber } from "../autodiff/losses.ts";
import { adam } from "../autodiff/optimizer.ts";
import { pick } from "../autodiff/pick.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { createRandom } from "../random.ts";
import { network, networkParameters } from "../runner/network.ts";
import type { Program } from "../runner/scan.ts";

/** Longest gradient of a step (Wang et al., arXiv 1511.06581). */
const CLIP_NORM = 10;

/**
 * The program of deep Q-learning (Mnih et al. 2015) with double estimation (van Hasselt et al., arXiv 1509.06461): the network learns
 * r + γ·Q_target(s', argmax_a Q(s', a)) with Huber's loss. Its constants are the target network, to be overwritten in place.
 * Data: the blocks of a `Replay`.
 * @param sizes inputs, hidden sizes, actions
 */
export function qProgram(sizes: readonly number[], config: DqnConfig, seed: number): Program {
  const width = sizes[0] ?? 1;
  const parameters = networkParameters(sizes, config.activation, createRandom(seed, 1));
  return {
    parameters,
    constants: parameters.map(({ name, shape, initial }) => ({
      name: `target.${name}`,
      shape,
      initial: initial.slice(),
    })),
    data: [
      { name: "observations", type: "float32", rowShape: [width] },
      { name: "next", type: "float32", rowShape: [width] },
      { name: "actions", type: "int64", rowShape: [] },
      { name: "rewards", type: "float32", rowShape: [] },
      { name: "goesOn", type: "float32", rowShape: [] },
    ],
    batchSize: config.batchSize,
    optimizer: adam(),
    clip: CLIP_NORM,
    loss(tape, weights, batch, target) {
      const [observations, next, actions, rewards, goesOn] = batch as [Value, Value, Value, Value, Value];
      const values = pick(tape, network(tape, observations, weights, config.activation), actions);
      const after = network(tape, next, weights, config.activation);
      const judged = network(tape, next, target, config.activation);
      return huber(tape, values, worth(tape, { after, judged, rewards, goesOn }, config.discount));
    },
  };
}

/** What the actions turned out to be worth [rows]. Nothing is learned through it, so no step is recorded. */
function worth(
  tape: Tape,
  { after, judged, rewards, goesOn }: Record<"after" | "judged" | "rewards" | "goesOn", Value>,
  discount: number,
): Value {
  const { graph } = tape;
  const best = graph.node("ArgMax", [after.name], { attributes: { axis: int(1), keepdims: int(1) } });
  const found = graph.node("GatherElements", [judged.name, best], { attributes: { axis: int(1) } });
  const later = graph.node("Mul", [graph.node("Squeeze", [found, graph.int64(1)]), goesOn.name]);
  const discounted = graph.node("Mul", [later, graph.constant("float32", [], [discount])]);
  return tape.value(graph.node("Add", [rewards.name, discounted]), rewards.shape);
}
