import { sizeOf } from "../graph/shape.ts";
import { type DataBlocks, type DataSource, rowsOf, sourceOf } from "./data.ts";
import { type InferenceSession, Tensor } from "./onnxruntime.ts";
import { randomBits } from "./randomBits.ts";
import { batchShape, carriedNames, carriedShapes, type Program, scanModel, withBatchSize } from "./scan.ts";
import { openSession, type SessionChoice } from "./session.ts";

export type { DataBlocks } from "./data.ts";

/** A training model for one batch size. */
interface Compiled {
  readonly session: InferenceSession;
  /** Shape of one step's row numbers. */
  readonly rows: readonly number[];
  /** Random numbers that a part of a step draws. */
  readonly draws: number;
}

/** Runs a program's steps, many per call, and holds its weights and optimizer state in between. */
export class Trainer {
  readonly #program: Program;
  readonly #options: SessionChoice;
  /** One per batch size; they share weights and data. */
  readonly #sessions = new Map<number, Compiled>();
  readonly #source: DataSource;
  readonly #feeds: Record<string, Tensor> = {};
  readonly #carried: readonly string[];
  #steps = 0;

  private constructor(program: Program, source: DataSource, options: SessionChoice) {
    this.#program = program;
    this.#options = options;
    this.#source = source;
    this.#carried = carriedNames(program);
    const shapes = carriedShapes(program);
    this.#carried.forEach((name, index) => {
      const shape = shapes[index] ?? [];
      const initial = program.parameters[index]?.initial ?? new Float32Array(sizeOf(shape));
      this.#feeds[name] = new Tensor("float32", initial, [...shape]);
    });
    for (const { name, shape, initial } of program.constants ?? []) {
      this.#feeds[name] = new Tensor("float32", initial, [...shape]);
    }
    if (source.blocks !== undefined) Object.assign(this.#feeds, this.#tensors(source.blocks));
  }

  /** Compiles the program for a data set. Rows in memory are used where they lie; others are read as steps need them. */
  static async create(program: Program, data: DataSource | DataBlocks, options: SessionChoice = {}): Promise<Trainer> {
    const trainer = new Trainer(program, sourceOf(data, program.data), options);
    await trainer.#compiled(program.batchSize);
    return trainer;
  }

  /** Optimizer steps done so far. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Runs one optimizer step per batch.
   * @param batches row numbers, `batchSize` per step, one step after the other.
   * @param learningRate the rate of each step.
   * @param batchSize rows per step; another size than the program's is compiled when it first comes.
   * @returns the loss of each step's batch, before its update.
   */
  async run(
    batches: BigInt64Array,
    learningRate: (step: number) => number,
    batchSize: number = this.#program.batchSize,
  ): Promise<Float32Array> {
    const { optimizer } = this.#program;
    const count = batches.length / batchSize;
    if (!Number.isInteger(count) || count === 0) {
      throw new RangeError(`${batches.length} row numbers do not make whole batches of ${batchSize}.`);
    }
    const { session, rows: shape, draws } = await this.#compiled(batchSize);
    const schedule = optimizer.scalarNames.map(() => new Float32Array(count));
    for (let index = 0; index < count; index++) {
      const step = this.#steps + index + 1;
      optimizer.scalars(step, learningRate(step)).forEach((value, scalar) => {
        const column = schedule[scalar];
        if (column !== undefined) column[index] = value;
      });
    }
    const feeds: Record<string, Tensor> = { ...this.#feeds };
    let rows = batches;
    if (this.#source.blocks === undefined) {
      Object.assign(feeds, this.#tensors(await this.#source.read(batches)));
      rows = BigInt64Array.from(batches, (_, index) => BigInt(index));
    }
    feeds.batches = new Tensor("int64", rows, [count, ...shape]);
    if (draws > 0) {
      const drawn = [...shape.slice(0, -1), draws];
      const numbers = randomBits(this.#program.seed ?? 0, this.#steps, count, sizeOf(drawn));
      feeds.random = new Tensor("uint32", numbers, [count, ...drawn]);
    }
    optimizer.scalarNames.forEach((name, index) => {
      feeds[`schedule.${name}`] = new Tensor("float32", schedule[index] ?? new Float32Array(count), [count]);
    });
    const results = await session.run(feeds);
    for (const name of this.#carried) this.#feeds[name] = output(results, `next.${name}`);
    this.#steps += count;
    return output(results, "losses").data as Float32Array;
  }

  /** The parameters' present values, in the program's order. */
  parameters(): Float32Array[] {
    return this.#program.parameters.map(({ name }) => this.#feeds[name]?.data as Float32Array);
  }

  /** All that the steps have changed, by name: parameters and the optimizer's state. */
  state(): ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }> {
    const shapes = carriedShapes(this.#program);
    return new Map(
      this.#carried.map((name, index) => [
        name,
        { shape: shapes[index] ?? [], data: this.#feeds[name]?.data as Float32Array },
      ]),
    );
  }

  /**
   * Goes on from a state that `state` gave after so many steps.
   * @throws TypeError when a tensor is missing or of another size.
   */
  restore(steps: number, state: ReadonlyMap<string, Float32Array>): void {
    for (const [name, { shape }] of this.state()) {
      const values = state.get(name);
      if (values?.length !== sizeOf(shape)) {
        throw new TypeError(
          `The tensor "${name}" to restore has ${values?.length ?? "no"} values, not ${sizeOf(shape)}.`,
        );
      }
      this.#feeds[name] = new Tensor("float32", values, [...shape]);
    }
    this.#steps = steps;
  }

  /** Frees the compiled sessions. */
  async release(): Promise<void> {
    for (const { session } of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  async #compiled(batchSize: number): Promise<Compiled> {
    const known = this.#sessions.get(batchSize);
    if (known !== undefined) return known;
    const program = withBatchSize(this.#program, batchSize);
    const { model, draws } = scanModel(program);
    const compiled = { session: await openSession(model, this.#options), rows: batchShape(program), draws };
    this.#sessions.set(batchSize, compiled);
    return compiled;
  }

  #tensors(blocks: DataBlocks): Record<string, Tensor> {
    const rows = rowsOf(this.#program.data, blocks);
    return Object.fromEntries(
      this.#program.data.map(({ name, rowShape }) => {
        const values = blocks[name];
        const shape = [rows, ...rowShape];
        return [
          name,
          values instanceof BigInt64Array
            ? new Tensor("int64", values, shape)
            : new Tensor("float32", values ?? new Float32Array(), shape),
        ];
      }),
    );
  }
}

function output(results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = results[name];
  if (tensor === undefined) throw new TypeError(`The session returned no "${name}".`);
  return tensor;
}
