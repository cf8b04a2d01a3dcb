import type { TaskInfo } from "@blacktail/sdk";
import { PcaConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { frameworkOf, splitOf, tableTask } from "./outcome.ts";
import type { PointSet } from "./pointSet.ts";
import type { Points } from "./points.ts";
import { type Components, principalComponents, project } from "./principalComponents.ts";
import { Reconstruction } from "./reconstruction.ts";
import { curveOf, embeddingScatter } from "./report.ts";
import { loadSpace, scaleFeatures, truthOf } from "./space.ts";

const VERSION = "1.0.0";
/** Components in the curve of explained variance, where more than those kept are known. */
const SHOWN = 20;

/** Describes a table's rows by their principal components. */
export const pcaFramework: Family = {
  family: "unsupervised",
  name: "pca",
  version: VERSION,
  checkConfig: (config) => void readConfig(PcaConfig, config),
  train: (context) => trainPca(context),
};

/** @param memory what is held in memory at most, as `loadTable` takes it. */
export async function trainPca(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(PcaConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config, memory);
  const { width } = space;
  const dimensions = Math.min(config.dimensions, width);
  if (dimensions < config.dimensions) {
    space.warnings.push(`The columns make ${width} features, so that there are ${dimensions} dimensions and no more.`);
  }
  onProgress({ phase: "training", step: 0, totalSteps: 1, epoch: 0, message: "principal components" });
  const known = await principalComponents(space.train, Math.max(dimensions, Math.min(SHOWN, width)), spec.seed);
  const components: Components = {
    ...known,
    directions: known.directions.slice(0, dimensions * width),
    variances: known.variances.slice(0, dimensions),
  };
  onProgress({ phase: "evaluating", step: 1, totalSteps: 1, epoch: 0 });
  const factors = components.variances.map((variance) => (config.whiten && variance > 0 ? 1 / Math.sqrt(variance) : 1));
  const embed = async (points: Points) =>
    project(points, components).map((value, index) => value * (factors[index % dimensions] as number));
  const task: TaskInfo = { kind: "embedding", dimensions, ...tableTask(space, spec) };
  const shares = Array.from(known.variances, (variance) => (known.total > 0 ? variance / known.total : 0));
  const weights = Float32Array.from({ length: width * dimensions }, (_, index) => {
    const [column, direction] = [Math.floor(index / dimensions), index % dimensions];
    return (components.directions[direction * width + column] as number) * (factors[direction] as number);
  });
  const offsets = Float32Array.from({ length: dimensions }, (_, direction) => {
    const part = components.directions.subarray(direction * width, (direction + 1) * width);
    return (
      -part.reduce((sum, value, column) => sum + value * (known.mean[column] as number), 0) *
      (factors[direction] as number)
    );
  });
  return {
    model: exportTable({
      name: "pca",
      encoders: space.loaded.encoders,
      task,
      framework: frameworkOf(spec, "unsupervised", "pca", VERSION),
      outputs: (tape, features, free) => {
        const { graph } = tape;
        const embedded = graph.node("Gemm", [
          scaleFeatures(tape, features, space).name,
          graph.initializer(free("directions"), "float32", [width, dimensions], weights),
          graph.initializer(free("offsets"), "float32", [dimensions], offsets),
        ]);
        return { embedding: tape.value(embedded, ["N", dimensions]) };
      },
    }),
    metrics: await measure(space.measured, components),
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves: [
        curveOf("explained variance", "components", shares),
        curveOf("explained variance, cumulative", "components", cumulate(shares)),
      ],
      scatter: await embeddingScatter(space.measured, dimensions, { embed, nameOf: truthOf(space) }),
    },
    warnings: space.warnings,
    details: { dimensions, features: width, explainedVariance: shares.slice(0, dimensions) },
  };
}

/** How well points are rebuilt from their coordinates. */
async function measure(points: PointSet, components: Components) {
  const reconstruction = new Reconstruction(components.mean);
  for await (const part of points.parts()) reconstruction.add(part, rebuild(project(part, components), components));
  return reconstruction.metrics();
}

/** Points from their coordinates: float64 [rows, width]. */
function rebuild(coordinates: Float64Array, { mean, directions, variances }: Components): Float64Array {
  const count = variances.length;
  const width = mean.length;
  return Float64Array.from({ length: (coordinates.length / count) * width }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    let sum = mean[column] as number;
    for (let direction = 0; direction < count; direction++) {
      sum += (coordinates[row * count + direction] as number) * (directions[direction * width + column] as number);
    }
    return sum;
  });
}

function cumulate(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
