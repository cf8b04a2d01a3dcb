/** Work beside jobs, such as seats on panels, that shares this worker's slots with them. */
export type Desk = {
  /** Computations that it has in hand, each of which takes a slot. */
  readonly busy: number;
  /**
   * Called after each look at the chain: starts what is to be done, and waits for nothing.
   *
   * @param freeSlots Computations that may be begun.
   */
  tick(freeSlots: number): void;
  /** What is in hand that would be lost if the worker stopped now; a computation is not. */
  readonly shortSteps: readonly Promise<void>[];
  /** Ends everything. What was done is in the journal, or is done again. */
  abandon(reason: Error): Promise<void>;
};
