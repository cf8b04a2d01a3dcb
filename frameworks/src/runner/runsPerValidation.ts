/**
 * Runs of the Scan between two validations. Where an epoch is one run, each is followed by one; of more data, by as many as see no
 * fewer rows than a validation, so that measuring never takes longer than learning.
 */
export function runsPerValidation(plan: {
  /** Rows to validate on. */
  readonly validation: number;
  /** Steps in which every row has come once. */
  readonly perEpoch: number;
  readonly stepsPerRun: number;
  readonly batchSize: number;
}): number {
  const { validation, perEpoch, stepsPerRun, batchSize } = plan;
  if (perEpoch <= stepsPerRun) return 1;
  return Math.max(1, Math.ceil(validation / (stepsPerRun * batchSize)));
}
