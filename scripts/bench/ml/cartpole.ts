/**
 * cartpole_mean_return   mean return of the exported policy in 100 episodes of CartPole (500 is the most), acted greedily by the .onnx alone.
 * cartpole_seconds       wall clock of the training, from the job's specification to the file, with all settings as they come.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { cartPole, openSession, Tensor } from "@blacktail/frameworks/engine";
import { JobSpec } from "@blacktail/sdk";
import type { MlBench } from "./types.ts";

const EPISODES = 100;
/** Seeds that training uses for nothing: it begins its test episodes at 2^31 and learns below. */
const FIRST_SEED = 3_000_000_000;

export const cartpole: MlBench = {
  keys: ["cartpole_mean_return", "cartpole_seconds"],
  goals: { cartpole_mean_return: { atLeast: 475 }, cartpole_seconds: { atMost: 120 } },
  async run() {
    const outDir = await mkdtemp(join(tmpdir(), "blacktail-cartpole-"));
    try {
      const spec = JobSpec.parse({
        v: 1,
        kind: "train",
        framework: { family: "reinforcement", name: "policy-gradient", version: "1.0.0", config: {} },
        data: [],
        seed: 1,
        profile: "fp32-cpu",
        stages: [{}],
        limits: { memoryMiB: 1_024, cpuSeconds: 600, wallSeconds: 600, outputMiB: 16 },
        requires: {},
        accept: {},
      });
      const started = performance.now();
      const { artifactPath } = await trainSpec({ spec, inputs: new Map(), outDir });
      const seconds = (performance.now() - started) / 1_000;
      return { cartpole_mean_return: await meanReturn(await readFile(artifactPath)), cartpole_seconds: round(seconds) };
    } finally {
      await rm(outDir, { recursive: true, force: true });
    }
  },
};

/** Acts in all episodes side by side: the model is asked once per step, with the raw observations as columns. */
async function meanReturn(model: Uint8Array): Promise<number> {
  const session = await openSession(model);
  const episodes = Array.from({ length: EPISODES }, (_, index) => {
    const environment = cartPole.create({ data: [] });
    const { observation } = environment.reset({ seed: FIRST_SEED + index });
    return { environment, observation, earned: 0, over: false };
  });
  const [first] = episodes;
  const { observationSpace, actionSpace } = first?.environment ?? cartPole.create({ data: [] });
  for (let open = episodes; open.length > 0; open = open.filter(({ over }) => !over)) {
    const feeds = Object.fromEntries(
      observationSpace.names.map((name, column) => [
        name,
        new Tensor(
          "float32",
          Float32Array.from(open, ({ observation }) => observation[column] ?? 0),
          [open.length, 1],
        ),
      ]),
    );
    const { label } = await session.run(feeds, ["label"]);
    open.forEach((episode, index) => {
      const action = actionSpace.names.indexOf(String(label?.data[index]));
      const { observation, reward, terminated, truncated } = episode.environment.step(action);
      episode.observation = observation;
      episode.earned += reward;
      episode.over = terminated || truncated;
    });
  }
  await session.release();
  return round(episodes.reduce((sum, { earned }) => sum + earned, 0) / EPISODES);
}

const round = (value: number) => Math.round(value * 100) / 100;
