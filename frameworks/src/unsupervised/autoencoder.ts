import type { Curve } from "@blacktail/sdk";
import type { AutoencoderConfig } from "@blacktail/sdk/families";
import { meanSquaredError } from "../autodiff/losses.ts";
import { adam } from "../autodiff/optimizer.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { TrainContext } from "../family.ts";
import { createRandom } from "../random.ts";
import type { DataBlocks, DataSource } from "../runner/data.ts";
import { fit } from "../runner/fit.ts";
import { createForward } from "../runner/forward.ts";
import { network, networkParameters } from "../runner/network.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import type { PointSet } from "./pointSet.ts";
import type { Points } from "./points.ts";
import { Reconstruction } from "./reconstruction.ts";

const DEFAULT_STEPS = 3_000;
const LEAST_EPOCHS = 20;
/** Rows that training goes through by default at most, however many there are: of large tables a few epochs, or one, do. */
const MOST_ROWS = 20_000_000;

export interface Autoencoder {
  /** The trained half that makes codes. */
  readonly encoder: readonly Parameter[];
  readonly curves: readonly Curve[];
  readonly steps: number;
  readonly epochs: number;
  /** float32 [rows, dimensions] and [rows, width] */
  run(points: Points): Promise<{ codes: Float32Array; rebuilt: Float32Array }>;
  release(): Promise<void>;
}

/** Trains encoder and decoder together to give back what they are given (Hinton and Salakhutdinov 2006), by mean squared error. */
export async function fitAutoencoder(
  train: PointSet,
  validation: Points,
  { config, context }: { config: AutoencoderConfig; context: TrainContext },
): Promise<Autoencoder> {
  const { width } = train;
  const { activation, dimensions, hidden } = config;
  const { seed, stages } = context.spec;
  const random = createRandom(seed, 20);
  const named = (half: string, sizes: readonly number[]) =>
    networkParameters(sizes, activation, random).map((parameter) => ({
      ...parameter,
      name: `${half}.${parameter.name}`,
    }));
  const encoder = named("encoder", [width, ...hidden, dimensions]);
  const decoder = named("decoder", [dimensions, ...hidden.toReversed(), width]);
  const halves = (tape: Tape, x: Value, weights: readonly Value[]) => {
    const codes = network(tape, x, weights.slice(0, encoder.length), activation);
    return { codes, rebuilt: network(tape, codes, weights.slice(encoder.length), activation) };
  };
  const parameters = [...encoder, ...decoder];
  const program: Program = {
    parameters,
    data: [{ name: "features", type: "float32", rowShape: [width] }],
    batchSize: Math.min(config.batchSize, train.rows),
    optimizer: adam({ weightDecay: config.weightDecay }),
    loss(tape, weights, [x]) {
      if (x === undefined) throw new TypeError("A batch has features.");
      return meanSquaredError(tape, halves(tape, x, weights).rebuilt, x);
    },
  };
  const perEpoch = Math.ceil(train.rows / program.batchSize);
  const least = Math.max(1, Math.min(LEAST_EPOCHS, Math.floor(MOST_ROWS / train.rows)));
  const usual = Math.min(1_000, Math.max(least, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const steps = perEpoch * (plannedEpochs(stages, config.epochs) ?? usual);
  const forward = await createForward({ parameters, width, outputs: halves });
  const { weights, ...fitted } = await fit({
    program,
    data: await trainingRows(train),
    key: "autoencoder",
    steps,
    seed,
    stream: 21,
    learningRate: cosine({ peak: config.learningRate, steps }),
    context,
    patience: config.patience,
    async validate(current) {
      const { rebuilt } = await forward.run(current, validation.values);
      const reconstruction = new Reconstruction(new Float64Array(width));
      reconstruction.add(validation, rebuilt);
      const { reconstructionRmse } = reconstruction.metrics();
      return {
        loss: reconstructionRmse ** 2,
        metric: { name: "reconstructionRmse", value: reconstructionRmse },
      };
    },
    onRun: (state) => context.onProgress({ phase: "training", totalSteps: steps, ...state }),
  });
  return {
    encoder: encoder.map((parameter, index) => ({ ...parameter, initial: weights[index] ?? parameter.initial })),
    curves: fitted.curves,
    steps: fitted.steps,
    epochs: fitted.steps / perEpoch,
    run: ({ values }) => forward.run(weights, values),
    release: () => forward.release(),
  };
}

/** Rows in memory are used where they lie; those on disk are read step by step. */
async function trainingRows(train: PointSet): Promise<DataBlocks | DataSource> {
  const take = async (numbers: Int32Array) => ({ features: (await train.take(numbers)).values });
  if (train.inMemory) return take(Int32Array.from({ length: train.rows }, (_, row) => row));
  return { rows: train.rows, read: (wanted) => take(Int32Array.from(wanted, Number)) };
}
