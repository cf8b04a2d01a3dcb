import { createRandom } from "../../random.ts";
import type { Environment, EnvironmentFactory } from "./environment.ts";

const GRAVITY = 9.8;
const CART_MASS = 1;
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
/** Half of the pole's length, in metres. */
const HALF_LENGTH = 0.5;
const POLE_MOMENT = POLE_MASS * HALF_LENGTH;
/** In newtons. */
const FORCE = 10;
/** Seconds between two steps. */
const TICK = 0.02;
const MAX_POSITION = 2.4;
const MAX_ANGLE = (12 * 2 * Math.PI) / 360;
const MAX_STEPS = 500;

/**
 * A pole on a cart is kept upright by pushing the cart left or right (Barto, Sutton and Anderson 1983). Constants, Euler steps, bounds
 * and the cut at 500 steps are those of Gymnasium's CartPole-v1; each step earns 1.
 */
export const cartPole: EnvironmentFactory = {
  create(): Environment {
    let state: CartPoleState = [0, 0, 0, 0];
    let steps = 0;
    return {
      observationSpace: {
        kind: "box",
        names: ["position", "velocity", "angle", "angular velocity"],
        low: [-2 * MAX_POSITION, Number.NEGATIVE_INFINITY, -2 * MAX_ANGLE, Number.NEGATIVE_INFINITY],
        high: [2 * MAX_POSITION, Number.POSITIVE_INFINITY, 2 * MAX_ANGLE, Number.POSITIVE_INFINITY],
      },
      actionSpace: { kind: "discrete", names: ["left", "right"] },
      rewardThreshold: 475,
      reset({ seed }) {
        const random = createRandom(seed);
        const draw = () => random.uniform() * 0.1 - 0.05;
        state = [draw(), draw(), draw(), draw()];
        steps = 0;
        return { observation: Float32Array.from(state) };
      },
      step(action) {
        state = pushed(state, action === 1 ? FORCE : -FORCE);
        steps++;
        const [position, , angle] = state;
        const terminated = Math.abs(position) > MAX_POSITION || Math.abs(angle) > MAX_ANGLE;
        return {
          observation: Float32Array.from(state),
          reward: 1,
          terminated,
          truncated: !terminated && steps >= MAX_STEPS,
        };
      },
    };
  },
};

/** Place of the cart in metres and its speed, angle of the pole in radians and its speed; to the right is positive. */
export type CartPoleState = readonly [position: number, velocity: number, angle: number, angularVelocity: number];

/** The state after one tick under a force in newtons. */
export function pushed([position, velocity, angle, turn]: CartPoleState, force: number): CartPoleState {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const push = (force + POLE_MOMENT * turn ** 2 * sine) / TOTAL_MASS;
  const turning = (GRAVITY * sine - cosine * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * cosine ** 2) / TOTAL_MASS));
  const speeding = push - (POLE_MOMENT * turning * cosine) / TOTAL_MASS;
  // Explicit Euler: places move by the old speeds.
  return [position + TICK * velocity, velocity + TICK * speeding, angle + TICK * turn, turn + TICK * turning];
}
