import type { Tape, Value } from "./tape.ts";

/** The new value of a parameter and of its optimizer state, by name in the graph. */
interface Update {
  readonly parameter: string;
  readonly state: readonly string[];
}

/**
 * A rule that moves parameters against their gradients, written into the graph.
 * What changes from step to step (learning rate, bias correction) is computed outside and enters as scalars.
 */
export interface Optimizer {
  /** How many tensors of the parameter's own shape it carries along, zero at the start. */
  readonly stateCount: number;
  /** Names of the scalars that `scalars` returns and `update` receives. */
  readonly scalarNames: readonly string[];
  /** Values of the scalars at a step, counted from 1, for a learning rate. */
  scalars(step: number, learningRate: number): readonly number[];
  /**
   * Whether it moves a parameter by its gradient times the first scalar, and by nothing else. `update` then receives that product:
   * multiplied into the loss before it is differentiated, the scalar costs no pass over the parameters.
   */
  readonly isProportional?: boolean;
  /** Adds one parameter's update. `decays` is false for biases, which are not pulled towards zero. */
  update(
    tape: Tape,
    parameter: Value,
    gradient: Value,
    state: readonly string[],
    scalars: readonly string[],
    decays: boolean,
  ): Update;
}

/** Missing entries cannot occur: the runner passes as many names as the optimizer declares. */
function at(names: readonly string[], index: number): string {
  const name = names[index];
  if (name === undefined)
    throw new TypeError(`The optimizer was given ${names.length} values, and needs number ${index + 1}.`);
  return name;
}

/**
 * Stochastic gradient descent, with L2 weight decay and momentum when they are not 0: heavy-ball, or Nesterov's, which moves by what
 * the velocity will be one step on (Sutskever et al., ICML 2013).
 */
export function sgd({ momentum = 0, weightDecay = 0, nesterov = false } = {}): Optimizer {
  if (momentum === 0 && weightDecay === 0) return plainSgd;
  return {
    stateCount: momentum === 0 ? 0 : 1,
    scalarNames: ["rate"],
    scalars: (_step, learningRate) => [learningRate],
    update(tape, parameter, gradient, state, scalars, decays) {
      const { graph } = tape;
      const rate = at(scalars, 0);
      const pull =
        weightDecay === 0 || !decays
          ? gradient.name
          : graph.node("Add", [gradient.name, graph.node("Mul", [parameter.name, tape.scalar(weightDecay)])]);
      const velocity =
        momentum === 0 ? pull : graph.node("Add", [graph.node("Mul", [at(state, 0), tape.scalar(momentum)]), pull]);
      const ahead =
        momentum === 0 || !nesterov
          ? velocity
          : graph.node("Add", [pull, graph.node("Mul", [velocity, tape.scalar(momentum)])]);
      const moved = graph.node("Sub", [parameter.name, graph.node("Mul", [ahead, rate])]);
      return { parameter: moved, state: momentum === 0 ? [] : [velocity] };
    },
  };
}

const plainSgd: Optimizer = {
  stateCount: 0,
  scalarNames: ["rate"],
  scalars: (_step, learningRate) => [learningRate],
  isProportional: true,
  update: (tape, parameter, move) => ({
    parameter: tape.graph.node("Sub", [parameter.name, move.name]),
    state: [],
  }),
};

/**
 * Adam (Kingma and Ba, arXiv 1412.6980), with decoupled weight decay (AdamW, Loshchilov and Hutter, arXiv 1711.05101) when it is not 0.
 * The bias correction is folded into the step size, as in section 2 of the paper.
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = {}): Optimizer {
  return {
    stateCount: 2,
    scalarNames: ["rate", "shrink"],
    scalars: (step, learningRate) => [
      (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
      1 - learningRate * weightDecay,
    ],
    update(tape, parameter, gradient, state, scalars, decays) {
      const { graph } = tape;
      const blend = (old: string, fresh: string, beta: number) =>
        graph.node("Add", [
          graph.node("Mul", [old, tape.scalar(beta)]),
          graph.node("Mul", [fresh, tape.scalar(1 - beta)]),
        ]);
      const mean = blend(at(state, 0), gradient.name, beta1);
      const square = blend(at(state, 1), graph.node("Mul", [gradient.name, gradient.name]), beta2);
      const deviation = graph.node("Add", [graph.node("Sqrt", [square]), tape.scalar(epsilon)]);
      const move = graph.node("Mul", [graph.node("Div", [mean, deviation]), at(scalars, 0)]);
      const kept = weightDecay === 0 || !decays ? parameter.name : graph.node("Mul", [parameter.name, at(scalars, 1)]);
      return { parameter: graph.node("Sub", [kept, move]), state: [mean, square] };
    },
  };
}
