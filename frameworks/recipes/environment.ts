/**
 * An environment of your own: a heater that keeps a room near 21 °C through a day, and what it burns costs.
 *
 *   npm run blacktail -- train --module frameworks/recipes/environment.ts --family reinforcement --out out
 *
 * The seed of `reset` and the actions must determine everything: random numbers come from `createRandom` alone. What `step` returns
 * is checked against the spaces. Training data of the job, if there is any, is at the paths that `create({ data })` is given.
 */
import { createRandom, type Environment, type EnvironmentFactory } from "@blacktail/frameworks/engine";

const WANTED = 21; // °C
const POWER = [0, 1.5, 3]; // °C per step that the heater adds: off, low, high

const factory: EnvironmentFactory = {
  create(): Environment {
    let [room, outside, hour] = [0, 0, 0];
    const observation = () => [room, outside + 5 * Math.sin((hour - 9) * (Math.PI / 12)), hour];
    return {
      observationSpace: { kind: "box", names: ["room", "outside", "hour"] },
      actionSpace: { kind: "discrete", names: ["off", "low", "high"] },
      reset({ seed }) {
        const random = createRandom(seed);
        [room, outside, hour] = [15 + 10 * random.uniform(), 10 * random.uniform(), 0];
        return { observation: observation() };
      },
      step(action) {
        const [, air = 0] = observation();
        room += (POWER[action] ?? 0) - 0.1 * (room - air);
        hour += 0.5;
        const discomfort = Math.abs(room - WANTED);
        return {
          observation: observation(),
          reward: -discomfort - 0.1 * action,
          terminated: false,
          truncated: hour >= 24,
        };
      },
    };
  },
};

export default factory;
