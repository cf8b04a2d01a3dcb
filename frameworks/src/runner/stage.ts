import type { JobSpec } from "@blacktail/sdk";

/** Unwinds a run that has come to its stage's end: no failure. Pieces let it pass. */
class StageEnd extends Error {
  override readonly name = "StageEnd";
}

/**
 * Where a stage of a run ends: at the same optimizer step on every machine, wherever the run has been interrupted.
 * A job's stages divide what the run plans by their epochs or steps, or evenly where they name neither. What counts are the steps of
 * all pieces that keep checkpoints, one after the other; a piece that ends early counts whole. The last stage ends with the run.
 */
export class Stage {
  readonly #last: boolean;
  /** Part of the run that is done when this stage ends, as a fraction. */
  readonly #done: number;
  readonly #all: number;
  #planned: number | undefined;
  /** Steps of the pieces that have ended. */
  #past = 0;
  #metrics: Readonly<Record<string, number>> | undefined;

  /** @param index from 0 */
  constructor(stages: JobSpec["stages"], index: number) {
    const weights = stages.map(({ steps, epochs }) => steps ?? epochs ?? 1);
    const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
    this.#last = index >= stages.length - 1;
    this.#done = sum(weights.slice(0, index + 1));
    this.#all = sum(weights);
  }

  /** Announces what all pieces of the run will take at most; needless where there is one. Only the first call counts. */
  plan(steps: number): void {
    this.#planned ??= steps;
  }

  /** Step of the present piece at which the stage ends; infinite where it ends in a later piece or with the run. @param steps of the piece at most */
  endWithin(steps: number): number {
    this.plan(steps);
    if (this.#last) return Number.POSITIVE_INFINITY;
    const end = Math.round(((this.#planned ?? steps) * this.#done) / this.#all) - this.#past;
    return end < steps ? Math.max(0, end) : Number.POSITIVE_INFINITY;
  }

  /** Notes that a piece has ended by itself. @param steps that it could have taken */
  pieceEnded(steps: number): void {
    this.#past += steps;
  }

  /**
   * Ends the stage; the state has been kept.
   * @param step of the present piece
   * @param measures what is known of it
   */
  halt(step: number, measures: Readonly<Record<string, number | undefined>>): never {
    const known = Object.entries({ ...measures, steps: this.#past + step });
    this.#metrics = Object.fromEntries(
      known.flatMap(([name, value]) => (value !== undefined && Number.isFinite(value) ? [[name, value]] : [])),
    );
    throw new StageEnd("The stage has ended.");
  }

  /** How far the run is; undefined unless the stage has ended before the run. */
  get metrics(): Readonly<Record<string, number>> | undefined {
    return this.#metrics;
  }
}
