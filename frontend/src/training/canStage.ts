import type { FrameworkInfo } from "@blacktail/sdk/families";
import { OWN } from "./ownFramework.ts";

/** Settings that only frameworks with checkpoints have: stages divide what these count. */
const COUNTED = ["epochs", "steps", "rounds"];

/** Whether stages divide a training with this framework, see docs/families. Of one's own module nobody knows, so it may. */
export function canStage(info: FrameworkInfo): boolean {
  return info === OWN || COUNTED.some((name) => name in info.config.shape);
}
