import type { SavedTensor } from "../runner/checkpoints.ts";
import type { DataBlocks } from "../runner/data.ts";
import type { Normalizer } from "./normalizer.ts";

/** What was seen, what was done, what came of it. */
export interface Experience {
  readonly observation: Float32Array;
  readonly action: number;
  readonly reward: number;
  readonly next: Float32Array;
  readonly terminated: boolean;
}

/** The last experiences, as many as there is room for; the oldest gives way (Lin 1992). Its blocks are what a program learns from. */
export class Replay {
  readonly blocks: {
    readonly observations: Float32Array;
    readonly next: Float32Array;
    readonly actions: BigInt64Array;
    readonly rewards: Float32Array;
    /** 0 after an episode's own end, else 1. */
    readonly goesOn: Float32Array;
  } & DataBlocks;
  readonly #width: number;
  readonly #capacity: number;
  /** Experiences so far, those that gave way among them. */
  count = 0;

  constructor(capacity: number, width: number) {
    this.#width = width;
    this.#capacity = capacity;
    this.blocks = {
      observations: new Float32Array(capacity * width),
      next: new Float32Array(capacity * width),
      actions: new BigInt64Array(capacity),
      rewards: new Float32Array(capacity),
      goesOn: new Float32Array(capacity),
    };
  }

  /** Experiences in it. */
  get size(): number {
    return Math.min(this.count, this.#capacity);
  }

  add({ observation, action, reward, next, terminated }: Experience): void {
    const place = this.count++ % this.#capacity;
    this.blocks.observations.set(observation, place * this.#width);
    this.blocks.next.set(next, place * this.#width);
    this.blocks.actions[place] = BigInt(action);
    this.blocks.rewards[place] = reward;
    this.blocks.goesOn[place] = terminated ? 0 : 1;
  }

  /** Brings what is in it to the size in which later experiences come. */
  rescale(normalizer: Normalizer | undefined, rewardDivisor: number): void {
    const { observations, next, rewards } = this.blocks;
    if (normalizer !== undefined) {
      observations.set(normalizer.apply(observations));
      next.set(normalizer.apply(next));
    }
    for (let place = 0; place < rewards.length; place++) rewards[place] = (rewards[place] ?? 0) / rewardDivisor;
  }

  /** For a checkpoint. */
  tensors(): Record<string, SavedTensor> {
    return Object.fromEntries(
      Object.entries(this.blocks).map(([name, data]) => [`replay/${name}`, { shape: [data.length], data }]),
    );
  }

  /** Takes over what `tensors` gave, in place. */
  restore(count: number, tensors: Readonly<Record<string, SavedTensor>>): void {
    this.count = count;
    for (const [name, block] of Object.entries(this.blocks)) {
      const { data } = tensors[`replay/${name}`] ?? {};
      if (block instanceof Float32Array && data instanceof Float32Array) block.set(data);
      else if (block instanceof BigInt64Array && data instanceof BigInt64Array) block.set(data);
      else throw new TypeError(`The checkpoint lacks the replay's "${name}".`);
    }
  }
}
