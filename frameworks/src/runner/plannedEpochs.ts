import type { JobSpec } from "@blacktail/sdk";

/**
 * Epochs that a run should take at most: what its job's stages say in sum, but no more than its settings; undefined where neither says.
 * @param asked by the settings
 */
export function plannedEpochs(stages: JobSpec["stages"], asked: number | undefined): number | undefined {
  const staged = stages.reduce((sum, { epochs = 0 }) => sum + epochs, 0);
  return staged > 0 ? Math.min(staged, asked ?? staged) : asked;
}
