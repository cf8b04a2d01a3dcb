import { ints } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Parameter } from "../runner/scan.ts";
import { openSession } from "../runner/session.ts";
import { chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { type Brightness, standardize } from "./brightness.ts";
import { cnnGraph } from "./cnnGraph.ts";
import type { CnnShape } from "./cnnNetwork.ts";

const CHUNK_IMAGES = 256;
/** Values that a block of the network makes of one chunk at most: 64 MiB. */
const MAX_VALUES = 2 ** 24;

/** Probabilities by a network for any weights, without training. */
export interface CnnForward {
  /** Part by part in the order of `rows`: the images' positions, and float32 [positions, classes]. */
  run(
    weights: readonly Float32Array[],
    pixels: FeatureMatrix,
    rows: Int32Array,
  ): AsyncGenerator<{ readonly positions: Int32Array; readonly probabilities: Float32Array }>;
  release(): Promise<void>;
}

/** Compiles the forward pass with the weights as inputs. */
export async function createCnnForward(
  parameters: readonly Pick<Parameter, "name" | "shape">[],
  shape: CnnShape,
  brightness: Brightness,
  threads: number,
): Promise<CnnForward> {
  const graph = new Graph("forward");
  const { channels, height, width } = shape.image;
  const image = graph.input("image", "float32", ["N", channels, height, width]);
  const weights = parameters.map((parameter) => {
    const name = graph.input(parameter.name, "float32", parameter.shape);
    if (parameter.shape.length !== 4) return name;
    return graph.node("Transpose", [name], { attributes: { perm: ints(3, 2, 0, 1) } });
  });
  const scores = cnnGraph(graph, standardize(graph, image, brightness), weights, shape);
  graph.nodeNamed("Softmax", [scores], ["probabilities"]);
  graph.output("probabilities", "float32", ["N", shape.classes]);
  const session = await openSession(encodeModel(graph), { threads });
  const perImage = height * width * Math.max(channels, ...shape.channels);
  const perChunk = Math.min(CHUNK_IMAGES, Math.max(1, Math.floor(MAX_VALUES / perImage)));
  return {
    async *run(values, pixels, rows) {
      const feeds: Record<string, Tensor> = Object.fromEntries(
        parameters.map(({ name, shape: dims }, index) => [name, new Tensor("float32", values[index] ?? [], [...dims])]),
      );
      for await (const { features, positions } of chunksOf(pixels, rows, perChunk)) {
        feeds.image = new Tensor("float32", features, [positions.length, channels, height, width]);
        const results = await session.run(feeds);
        yield { positions, probabilities: results.probabilities?.data as Float32Array };
      }
    },
    release: () => session.release(),
  };
}
