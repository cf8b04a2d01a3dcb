import { sizeOf } from "../graph/shape.ts";
import { type InferenceSession, Tensor } from "./onnxruntime.ts";
import { carriedNames, carriedShapes, type Program, scanModel } from "./scan.ts";
import { openSession } from "./session.ts";

/** Values of the data blocks, by name: `rows` times the block's row shape. */
export type DataBlocks = Readonly<Record<string, Float32Array | BigInt64Array>>;

/** Runs a program's steps, many per call, and holds its weights and optimizer state in between. */
export class Trainer {
  readonly #program: Program;
  readonly #session: InferenceSession;
  readonly #feeds: Record<string, Tensor> = {};
  readonly #carried: readonly string[];
  readonly #rows: number;
  #steps = 0;

  private constructor(program: Program, session: InferenceSession, data: DataBlocks) {
    this.#program = program;
    this.#session = session;
    this.#carried = carriedNames(program);
    this.#rows = rowsOf(program, data);
    const shapes = carriedShapes(program);
    this.#carried.forEach((name, index) => {
      const shape = shapes[index] ?? [];
      const initial = program.parameters[index]?.initial ?? new Float32Array(sizeOf(shape));
      this.#feeds[name] = new Tensor("float32", initial, [...shape]);
    });
    for (const { name, type, rowShape } of program.data) {
      const values = data[name];
      const shape = [this.#rows, ...rowShape];
      if (type === "int64" && values instanceof BigInt64Array) this.#feeds[name] = new Tensor("int64", values, shape);
      else if (type === "float32" && values instanceof Float32Array) {
        this.#feeds[name] = new Tensor("float32", values, shape);
      } else throw new TypeError(`The data block "${name}" must hold ${type} values.`);
    }
  }

  /** Compiles the program for a data set. */
  static async create(
    program: Program,
    data: DataBlocks,
    options: { threads?: number; spin?: boolean } = {},
  ): Promise<Trainer> {
    return new Trainer(program, await openSession(scanModel(program), options), data);
  }

  /** Optimizer steps done so far. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Runs one optimizer step per batch.
   * @param batches row numbers, `batchSize` per step, one step after the other.
   * @param learningRate the rate of each step.
   * @returns the loss of each step's batch, before its update.
   */
  async run(batches: BigInt64Array, learningRate: (step: number) => number): Promise<Float32Array> {
    const { batchSize, optimizer } = this.#program;
    const count = batches.length / batchSize;
    if (!Number.isInteger(count) || count === 0) {
      throw new RangeError(`${batches.length} row numbers do not make whole batches of ${batchSize}.`);
    }
    const schedule = optimizer.scalarNames.map(() => new Float32Array(count));
    for (let index = 0; index < count; index++) {
      const step = this.#steps + index + 1;
      optimizer.scalars(step, learningRate(step)).forEach((value, scalar) => {
        const column = schedule[scalar];
        if (column !== undefined) column[index] = value;
      });
    }
    const feeds: Record<string, Tensor> = { ...this.#feeds };
    feeds.batches = new Tensor("int64", batches, [count, batchSize]);
    optimizer.scalarNames.forEach((name, index) => {
      feeds[`schedule.${name}`] = new Tensor("float32", schedule[index] ?? new Float32Array(count), [count]);
    });
    const results = await this.#session.run(feeds);
    for (const name of this.#carried) this.#feeds[name] = output(results, `next.${name}`);
    this.#steps += count;
    return output(results, "losses").data as Float32Array;
  }

  /** The parameters' present values, in the program's order. */
  parameters(): Float32Array[] {
    return this.#program.parameters.map(({ name }) => this.#feeds[name]?.data as Float32Array);
  }

  /** Frees the compiled session. */
  release(): Promise<void> {
    return this.#session.release();
  }
}

function output(results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = results[name];
  if (tensor === undefined) throw new TypeError(`The session returned no "${name}".`);
  return tensor;
}

function rowsOf(program: Program, data: DataBlocks): number {
  const counts = program.data.map(({ name, rowShape }) => (data[name]?.length ?? 0) / sizeOf(rowShape));
  const [first] = counts;
  if (first === undefined || !Number.isInteger(first) || counts.some((count) => count !== first)) {
    throw new RangeError(`The data blocks have ${counts.join(", ")} rows; they must have the same whole number.`);
  }
  return first;
}
