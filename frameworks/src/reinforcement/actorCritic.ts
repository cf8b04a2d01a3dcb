import type { PolicyGradientConfig } from "@blacktail/sdk/families";
import { add, scale } from "../autodiff/arithmetic.ts";
import { meanSquaredError } from "../autodiff/losses.ts";
import { adam } from "../autodiff/optimizer.ts";
import type { Value } from "../autodiff/tape.ts";
import { createRandom } from "../random.ts";
import { network, networkParameters } from "../runner/network.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { policyLoss } from "./policyLoss.ts";

/** What the baseline's error counts beside the policy's loss. */
const VALUE_SHARE = 0.5;
/** Longest gradient of a step. */
const CLIP_NORM = 0.5;
/** The policy begins nearly undecided: its last weights are this much smaller. */
const UNDECIDED = 0.01;

/** Sizes of both networks. */
export interface ActorCriticSizes {
  readonly actor: readonly number[];
  readonly critic: readonly number[];
}

export function actorCriticSizes(width: number, actions: number, hidden: readonly number[]): ActorCriticSizes {
  return { actor: [width, ...hidden, actions], critic: [width, ...hidden, 1] };
}

/**
 * The program that a policy and its baseline learn by, each a network of its own; the policy's parameters come first.
 * Data, by step in the environment: `observations` [width], `actions`, `advantages`, `before` (log-probability of the action when it
 * was done), `returns` [1].
 */
export function actorCriticProgram(
  { actor, critic }: ActorCriticSizes,
  config: PolicyGradientConfig,
  rows: number,
  seed: number,
): Program {
  const random = createRandom(seed, 1);
  const named = (prefix: string, parameters: readonly Parameter[]) =>
    parameters.map((parameter) => ({ ...parameter, name: `${prefix}.${parameter.name}` }));
  const policy = named("policy", networkParameters(actor, config.activation, random));
  const baseline = named("baseline", networkParameters(critic, config.activation, random));
  const last = policy.at(-2);
  last?.initial.forEach((value, index) => {
    last.initial[index] = value * UNDECIDED;
  });
  return {
    parameters: [...policy, ...baseline],
    data: [
      { name: "observations", type: "float32", rowShape: [actor[0] ?? 1] },
      { name: "actions", type: "int64", rowShape: [] },
      { name: "advantages", type: "float32", rowShape: [] },
      { name: "before", type: "float32", rowShape: [] },
      { name: "returns", type: "float32", rowShape: [1] },
    ],
    batchSize: Math.min(config.batchSize, rows),
    optimizer: adam({ epsilon: 1e-5 }),
    clip: CLIP_NORM,
    loss(tape, weights, batch) {
      const [observations, actions, advantages, before, returns] = batch as [Value, Value, Value, Value, Value];
      const logits = network(tape, observations, weights.slice(0, policy.length), config.activation);
      const values = network(tape, observations, weights.slice(policy.length), config.activation);
      const gain = policyLoss(tape, { logits, actions, advantages, before }, config);
      return add(tape, gain, scale(tape, meanSquaredError(tape, values, returns), VALUE_SHARE));
    },
  };
}
