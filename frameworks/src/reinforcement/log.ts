import type { Curve } from "@blacktail/sdk";
import type { TrainContext } from "../family.ts";
import { thin } from "../report/thin.ts";
import type { Returns } from "./evaluate.ts";
import type { Episode } from "./lanes.ts";
import type { NormalizerState } from "./normalizer.ts";

/** A policy as it stood when it did best in the episodes to choose by. */
export interface Best {
  readonly weights: readonly Float32Array[];
  readonly normalizer: NormalizerState;
  readonly mean: number;
  readonly step: number;
}

type Point = [number, number];

const MAX_POINTS = 2_000;

/** What a log is restored from: plain JSON. */
export interface LogState {
  readonly training: readonly Point[];
  readonly validation: readonly Point[];
  readonly loss: readonly Point[];
  readonly lengths: readonly Point[];
  readonly episodes: number;
  /** Validations since the last better one. */
  readonly waited: number;
}

/** How a run goes: its curves by step in the environment, its best policy, its progress. */
export class Log {
  readonly #context: Pick<TrainContext, "onProgress">;
  readonly #totalSteps: number;
  readonly #started = performance.now();
  readonly #startStep: number;
  #state: LogState;
  #best: Best | undefined;

  constructor(
    context: Pick<TrainContext, "onProgress">,
    totalSteps: number,
    saved?: { readonly log: LogState; readonly best: Best | undefined; readonly step: number },
  ) {
    this.#context = context;
    this.#totalSteps = totalSteps;
    this.#startStep = saved?.step ?? 0;
    this.#state = saved?.log ?? { training: [], validation: [], loss: [], lengths: [], episodes: 0, waited: 0 };
    this.#best = saved?.best;
  }

  get state(): LogState {
    return this.#state;
  }

  get best(): Best | undefined {
    return this.#best;
  }

  /** What is known of the run as it stands. */
  get measures(): {
    readonly return: number | undefined;
    readonly validationReturn: number | undefined;
    readonly loss: number | undefined;
  } {
    const { training, validation, loss } = this.#state;
    const last = (points: readonly Point[]) => points.at(-1)?.[1];
    return { return: last(training), validationReturn: last(validation), loss: last(loss) };
  }

  /** Notes the episodes that ended before a step. */
  episodes(step: number, ended: readonly Episode[]): void {
    if (ended.length === 0) return;
    const mean = (pick: (episode: Episode) => number) => ended.reduce((sum, one) => sum + pick(one), 0) / ended.length;
    const { training, lengths, episodes } = this.#state;
    this.#state = {
      ...this.#state,
      training: longer(training, [step, mean((episode) => episode.return)]),
      lengths: longer(lengths, [step, mean(({ length }) => length)]),
      episodes: episodes + ended.length,
    };
  }

  /** Notes how a policy did in the episodes to choose by. A later one of the same return counts as better: it has seen more. */
  validation(step: number, { mean }: Returns, weights: readonly Float32Array[], normalizer: NormalizerState): void {
    const better = this.#best === undefined || mean > this.#best.mean;
    this.#state = {
      ...this.#state,
      waited: better ? 0 : this.#state.waited + 1,
      validation: longer(this.#state.validation, [step, mean]),
    };
    if (this.#best !== undefined && mean < this.#best.mean) return;
    this.#best = { weights: weights.map((values) => values.slice()), normalizer, mean, step };
  }

  /** Notes the mean loss of a round, if it had any, and tells how far the run is. */
  progress(step: number, losses: Float32Array): void {
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    if (losses.length > 0) this.#state = { ...this.#state, loss: longer(this.#state.loss, [step, loss]) };
    const stepsPerSecond = (step - this.#startStep) / ((performance.now() - this.#started) / 1_000);
    const value = this.#state.training.at(-1)?.[1];
    this.#context.onProgress({
      phase: "training",
      step,
      totalSteps: this.#totalSteps,
      epoch: step / this.#totalSteps,
      ...(Number.isFinite(loss) ? { loss } : {}),
      ...(value === undefined ? {} : { metric: { name: "return", value } }),
      stepsPerSecond,
      etaSeconds: (this.#totalSteps - step) / stepsPerSecond,
      message: `${this.#state.episodes} episodes`,
    });
  }

  /** For the report. */
  curves(): Curve[] {
    const { training, validation, loss, lengths } = this.#state;
    const curves = [
      { name: "training return", points: training },
      { name: "validation return", points: validation },
      { name: "training loss", points: loss },
      { name: "episode length", points: lengths },
    ];
    return curves
      .filter(({ points }) => points.length > 0)
      .map(({ name, points }) => ({ name, x: "step", points: thin(points) }));
  }
}

/** A curve and one more point; one that grows long keeps every second. */
function longer(points: readonly Point[], point: Point): Point[] {
  const all = [...points, point];
  return all.length < MAX_POINTS ? all : all.filter((_, index) => index % 2 === 1);
}
