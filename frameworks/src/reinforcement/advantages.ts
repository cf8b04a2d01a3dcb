/** What was collected: `lanes` episodes side by side for `steps` steps, everything [steps, lanes] by row. */
export interface Experience {
  readonly lanes: number;
  readonly rewards: Float64Array;
  /** The value that the baseline gave before each action. */
  readonly values: Float64Array;
  /** 1 where the episode ended with the action, by its own end or cut off. */
  readonly ended: Uint8Array;
  /** What more was to be expected after the last step of a lane, or after an episode that was cut off; elsewhere not used. */
  readonly beyond: Float64Array;
}

/**
 * Generalized advantage estimation (Schulman et al., arXiv 1506.02438, equation 16):
 * A_t = δ_t + γλ·A_{t+1} with δ_t = r_t + γ·V(s_{t+1}) - V(s_t).
 * @returns advantages, and the returns A + V for the baseline to learn; [steps, lanes].
 */
export function advantages(
  { lanes, rewards, values, ended, beyond }: Experience,
  { discount, lambda }: { discount: number; lambda: number },
): { advantages: Float64Array; returns: Float64Array } {
  const count = rewards.length;
  const result = new Float64Array(count);
  for (let index = count - 1; index >= 0; index--) {
    const next = index + lanes;
    const open = ended[index] === 0 && next < count;
    const after = open ? (values[next] ?? 0) : (beyond[index] ?? 0);
    const surprise = (rewards[index] ?? 0) + discount * after - (values[index] ?? 0);
    result[index] = surprise + (open ? discount * lambda * (result[next] ?? 0) : 0);
  }
  return { advantages: result, returns: result.map((value, index) => value + (values[index] ?? 0)) };
}

/** The values less their mean, by their deviation: gradients of one size, whatever the rewards' unit. */
export function normalized(values: Float64Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Float32Array.from(values, (value) => (value - mean) / (deviation + 1e-8));
}
