import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import { requireRoom } from "../disk/requireRoom.ts";
import { problem } from "../errors.ts";
import type { InferenceSession, Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import { type FeatureMatrix, inMemoryMatrix } from "../tables/featureMatrix.ts";
import { MAX_VALUES } from "../tables/matrices.ts";
import { createRowStore } from "../tables/rowStore.ts";
import { ancestorsOf } from "./dependencies.ts";
import type { Examples } from "./examples.ts";
import type { Parent } from "./parent.ts";
import { refuseParent } from "./refuseParent.ts";

/** A value of the parent's graph for all examples, a row of [...rowShape] each. */
export interface ParentValue extends FeatureMatrix {
  readonly rowShape: readonly number[];
}

export interface RunParentOptions {
  readonly threads: number;
  /** Where values lie that are too many for memory. */
  readonly folder: string;
  /** Numbers that are held in memory at most, of all values together. */
  readonly maxValues?: number | undefined;
}

/**
 * Computes values of the parent's graph for all examples, by the part of it that they need.
 * @throws BlacktailError MODEL_INVALID, MODEL_FAILED, PARENT_UNSUITABLE when a value has no row per example, DATA_TOO_LARGE
 */
export async function runParent(
  parent: Parent,
  names: readonly string[],
  examples: Examples,
  options: RunParentOptions,
): Promise<ReadonlyMap<string, ParentValue>> {
  const session = await load(parent, names, options.threads);
  let kept: readonly { readonly rowShape: readonly number[]; readonly store: ValueStore }[] | undefined;
  try {
    const all = Int32Array.from({ length: examples.rows }, (_, row) => row);
    for await (const { rows, feeds } of examples.parts(all)) {
      const outputs = await run(session, feeds, names);
      const found = names.map((name) => rowsOf(name, outputs[name], rows.length));
      kept ??= await storesFor(found, examples.rows, options);
      for (const [index, { rowShape, store }] of kept.entries()) {
        const value = found[index];
        if (value?.rowShape.join() !== rowShape.join()) {
          throw refuseParent(`its value "${names[index] ?? ""}" changes its size`);
        }
        store.append(value.data);
      }
    }
  } finally {
    await session.release();
  }
  return new Map(
    (kept ?? []).map(({ rowShape, store }, index) => [names[index] ?? "", { ...store.matrix(), rowShape }]),
  );
}

/** Rows that are written once from the front, then read by position. */
interface ValueStore {
  append(rows: Float32Array): void;
  matrix(): FeatureMatrix;
}

interface Rows {
  readonly rowShape: readonly number[];
  readonly data: Float32Array;
}

function rowsOf(name: string, tensor: Tensor | undefined, count: number): Rows {
  const [first, ...rowShape] = tensor?.dims ?? [];
  if (tensor !== undefined && tensor.data instanceof Float32Array && first === count) {
    return { rowShape, data: tensor.data };
  }
  const found = `${tensor?.type} [${tensor?.dims.join(", ")}]`;
  throw refuseParent(`its value "${name}" is ${found} for ${count} examples, not one row of numbers for each`);
}

/** Places for so many rows of each value: all in memory, or all on disk. */
async function storesFor(values: readonly Rows[], rows: number, { folder, maxValues = MAX_VALUES }: RunParentOptions) {
  const widths = values.map(({ rowShape }) => rowShape.reduce((product, dim) => product * dim, 1));
  const numbers = widths.reduce((sum, width) => sum + width, 0) * rows;
  if (numbers > maxValues) await requireRoom(folder, numbers * 4, "The parent's values for all examples", "examples");
  return Promise.all(
    values.map(async ({ rowShape }, index) => {
      const size = { rows, width: widths[index] ?? 0 };
      const store = numbers <= maxValues ? memoryStore(size) : await createRowStore(folder, `value${index}`, size);
      return { rowShape, store };
    }),
  );
}

function memoryStore({ rows, width }: { rows: number; width: number }): ValueStore {
  const whole = new Float32Array(rows * width);
  let next = 0;
  return {
    append(values) {
      whole.set(values, next);
      next += values.length;
    },
    matrix: () => inMemoryMatrix(whole, width),
  };
}

async function load({ model, graph }: Parent, values: readonly string[], threads: number): Promise<InferenceSession> {
  const { nodes, reads } = ancestorsOf(graph, values);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const part = create(GraphProtoSchema, {
    name: graph.name,
    node: nodes,
    initializer: graph.initializer.filter(({ name }) => reads.has(name)),
    input: graph.input.filter(({ name }) => !constants.has(name)),
    output: values.map((name) => create(ValueInfoProtoSchema, { name })),
  });
  const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...model, graph: part, metadataProps: [] }));
  try {
    return await openSession(bytes, { threads });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem("MODEL_INVALID", `The runtime cannot load the parent: ${why}`, "Give the file as published.", cause);
  }
}

async function run(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  outputs: readonly string[],
): Promise<Readonly<Record<string, Tensor>>> {
  try {
    return await session.run(feeds, [...outputs]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem("MODEL_FAILED", `The parent failed on the data: ${why}`, "Check that they belong together.", cause);
  }
}
