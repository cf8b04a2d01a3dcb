import { ints } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import type { Images } from "../images/imageFile.ts";
import { pixelsOf } from "../images/imageShape.ts";
import { takeImages } from "../images/takeImages.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Parameter } from "../runner/scan.ts";
import { openSession } from "../runner/session.ts";
import { type Brightness, standardize } from "./brightness.ts";
import { cnnGraph } from "./cnnGraph.ts";
import type { CnnShape } from "./cnnNetwork.ts";

const CHUNK_IMAGES = 256;

/** Probabilities by a network for any weights, without training. */
export interface CnnForward {
  /** @returns float32 [rows, classes] */
  run(weights: readonly Float32Array[], images: Images, rows: Int32Array): Promise<Float32Array>;
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
  return {
    async run(values, images, rows) {
      const result = new Float32Array(rows.length * shape.classes);
      const feeds: Record<string, Tensor> = Object.fromEntries(
        parameters.map(({ name, shape: dims }, index) => [name, new Tensor("float32", values[index] ?? [], [...dims])]),
      );
      for (let start = 0; start < rows.length; start += CHUNK_IMAGES) {
        const part = takeImages(images, rows.subarray(start, start + CHUNK_IMAGES));
        const count = part.length / pixelsOf(shape.image);
        feeds.image = new Tensor("float32", part, [count, channels, height, width]);
        const { probabilities } = await session.run(feeds);
        result.set(probabilities?.data as Float32Array, start * shape.classes);
      }
      return result;
    },
    release: () => session.release(),
  };
}
