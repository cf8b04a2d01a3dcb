import { transpose } from "../autodiff/layout.ts";
import type { Tape, Value } from "../autodiff/tape.ts";

/**
 * A value of the parent on the tape. The parent has the channels of images first, convolution and pooling here have them last;
 * either form is made when it is first needed, so that a chain of them is turned around once.
 */
export class LaidOut {
  readonly #tape: Tape;
  #first: Value | undefined;
  #last: Value | undefined;

  private constructor(tape: Tape, first: Value | undefined, last: Value | undefined) {
    this.#tape = tape;
    this.#first = first;
    this.#last = last;
  }

  /** A value as the parent has it. */
  static asIs(tape: Tape, value: Value): LaidOut {
    return new LaidOut(tape, value, undefined);
  }

  /** An image with the channels last: [rows, height, width, channels]. */
  static channelsLast(tape: Tape, value: Value): LaidOut {
    return new LaidOut(tape, undefined, value);
  }

  /** The value as the parent has it. */
  get value(): Value {
    if (this.#first === undefined && this.#last !== undefined) {
      this.#first = transpose(this.#tape, this.#last, [0, 3, 1, 2]);
    }
    if (this.#first === undefined) throw new TypeError("A value has one form at least.");
    return this.#first;
  }

  /** An image with the channels last. */
  get channelsLast(): Value {
    this.#last ??= transpose(this.#tape, this.value, [0, 2, 3, 1]);
    return this.#last;
  }

  /** Applies what works element by element to the form that is there already. */
  map(operation: (value: Value) => Value): LaidOut {
    return this.#last === undefined
      ? new LaidOut(this.#tape, operation(this.value), undefined)
      : new LaidOut(this.#tape, undefined, operation(this.#last));
  }
}
