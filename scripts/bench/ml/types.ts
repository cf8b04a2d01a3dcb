/** One part of `npm run bench:ml`: figures that are measured together. */
export interface MlBench {
  /** The keys of the figures, in the order in which they are printed. */
  readonly keys: readonly string[];
  /** The least (or, with `atMost`, the most) that each figure should be. */
  readonly goals: Readonly<Record<string, { readonly atLeast?: number; readonly atMost?: number }>>;
  /**
   * @param options.data folder of the data sets
   * @returns a value for each key
   */
  run(options: { readonly data: string }): Promise<Readonly<Record<string, number | boolean>>>;
}
