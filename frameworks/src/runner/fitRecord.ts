import type { Curve } from "@blacktail/sdk";
import { z } from "zod";
import { thin } from "../report/thin.ts";
import type { SavedTensor, Snapshot } from "./checkpoints.ts";
import type { Program } from "./scan.ts";
import type { Trainer } from "./trainer.ts";
import { unfitCheckpoint } from "./unfitCheckpoint.ts";

/** What weights are worth on rows that are not trained on. */
export interface Validation {
  /** The lower, the better. */
  readonly loss: number;
  /** What a person would look at. */
  readonly metric?: { readonly name: string; readonly value: number };
}

/** A validation loss counts as better when it falls by this part. */
const IMPROVEMENT = 1e-4;

const Validated = z.strictObject({
  loss: z.number(),
  metric: z.strictObject({ name: z.string(), value: z.number() }).optional(),
});

const State = z.strictObject({
  step: z.int().min(0),
  runs: z.int().min(0),
  waited: z.int().min(0),
  finished: z.boolean(),
  training: z.array(z.tuple([z.number(), z.number()])),
  validation: z.array(z.tuple([z.number(), z.number()])),
  last: Validated.optional(),
  best: Validated.optional(),
});

/** All that a fit knows besides the trainer's tensors, and how both are kept and found again. */
export class FitRecord {
  readonly #program: Program;
  #state: z.infer<typeof State> = {
    step: 0,
    runs: 0,
    waited: 0,
    finished: false,
    training: [],
    validation: [],
  };
  /** Of the steps since the last run of the Scan ended. */
  #losses: number[] = [];
  #bestWeights: readonly Float32Array[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /**
   * Goes on from what was kept; a trainer is given what it needs.
   * @param steps that the fit takes at most
   * @throws BlacktailError CHECKPOINT_INVALID when the snapshot is not one of this program
   */
  restore(snapshot: Snapshot, trainer: Trainer, steps: number): void {
    const parsed = State.safeParse(snapshot.state);
    if (!parsed.success) throw unfitCheckpoint("its state has another form");
    const { step, finished } = parsed.data;
    if (step > steps || (step === steps && !finished)) throw unfitCheckpoint(`it is at step ${step} of ${steps}`);
    const tensors = new Map<string, Float32Array>();
    for (const [name, { data }] of Object.entries(snapshot.tensors)) {
      if (!(data instanceof Float32Array)) throw unfitCheckpoint(`its tensor "${name}" is not float32`);
      tensors.set(name, data);
    }
    this.#state = parsed.data;
    this.#losses = [...(tensors.get("losses") ?? [])];
    this.#bestWeights = this.#program.parameters.flatMap(({ name }) => tensors.get(`best.${name}`) ?? []);
    const best = this.#program.parameters;
    if (
      this.#state.best !== undefined &&
      best.some(({ initial }, i) => initial.length !== this.#bestWeights[i]?.length)
    ) {
      throw unfitCheckpoint("its best weights are not those of this program");
    }
    if (this.#state.finished && this.#state.best !== undefined) return;
    const carried = new Map(
      [...tensors].flatMap(([name, data]) => (name.startsWith("now.") ? [[name.slice(4), data]] : [])),
    );
    try {
      trainer.restore(this.#state.step, carried);
    } catch (cause) {
      throw unfitCheckpoint("its tensors are not those of this program", cause);
    }
  }

  snapshot(trainer: Trainer): Snapshot {
    const tensors: Record<string, SavedTensor> = {};
    const { finished, best } = this.#state;
    // A finished fit with a best needs nothing else, so that many fits stay small.
    if (!finished || best === undefined) for (const [name, tensor] of trainer.state()) tensors[`now.${name}`] = tensor;
    tensors.losses = { shape: [this.#losses.length], data: Float32Array.from(this.#losses) };
    this.#bestWeights.forEach((data, index) => {
      const parameter = this.#program.parameters[index];
      if (parameter !== undefined) tensors[`best.${parameter.name}`] = { shape: parameter.shape, data };
    });
    return { tensors, state: structuredClone(this.#state) };
  }

  get step(): number {
    return this.#state.step;
  }

  /** Runs of the Scan that have been ended. */
  get runs(): number {
    return this.#state.runs;
  }

  get finished(): boolean {
    return this.#state.finished;
  }

  finish(): void {
    this.#state.finished = true;
  }

  /** Notes the losses of some steps. */
  add(losses: Float32Array): void {
    this.#state.step += losses.length;
    for (const loss of losses) this.#losses.push(loss);
  }

  /** Ends a run of the Scan. @returns the mean loss of its steps. */
  endRun(): number {
    const { training, step } = this.#state;
    const loss = this.#losses.reduce((sum, value) => sum + value, 0) / this.#losses.length;
    if (Number.isFinite(loss)) training.push([step, loss]);
    this.#losses = [];
    this.#state.runs++;
    return loss;
  }

  /** Takes a validation of the trainer's weights. */
  judge(validation: Validation, weights: readonly Float32Array[], patience: number): void {
    const state = this.#state;
    const { loss, metric } = validation;
    state.validation.push([state.step, loss]);
    // JSON, in which the state is kept, has no infinity and no NaN.
    state.last = { loss, ...(metric && Number.isFinite(metric.value) && { metric: { ...metric } }) };
    const best = state.best?.loss;
    if (best === undefined || loss < best - IMPROVEMENT * Math.abs(best)) {
      state.best = state.last;
      state.waited = 0;
      this.#bestWeights = weights;
    } else if (++state.waited >= patience) state.finished = true;
  }

  /** What is known of the fit as it stands. */
  get measures(): { readonly loss: number | undefined; readonly validationLoss: number | undefined } {
    const sum = this.#losses.reduce((total, value) => total + value, 0);
    const loss = this.#losses.length > 0 ? sum / this.#losses.length : this.#state.training.at(-1)?.[1];
    return { loss, validationLoss: this.#state.last?.loss };
  }

  /** The last validation so far. */
  get last(): Validation | undefined {
    return this.#state.last as Validation | undefined;
  }

  /** The best validation so far and its weights. */
  get best(): { readonly validation: Validation; readonly weights: readonly Float32Array[] } | undefined {
    const { best } = this.#state;
    return best === undefined ? undefined : { validation: best as Validation, weights: this.#bestWeights };
  }

  /** As a report may have them: of a long run evenly spaced points. */
  get curves(): Curve[] {
    const { training, validation } = this.#state;
    const curves: Curve[] = [{ name: "training loss", x: "step", points: thin(training) }];
    if (validation.length > 0) curves.push({ name: "validation loss", x: "step", points: thin(validation) });
    return curves;
  }
}
