import { useEffect } from "react";
import { progressUrl } from "../data/progressUrl.ts";
import type { Run } from "../data/runs.ts";
import { type ProgressState, useProgress } from "../data/useProgress.ts";

type Props = { run: Run; onProgress: (id: string, progress: ProgressState) => void };

/** Follows a run that is still going on, and shows nothing itself. */
export function FollowRun({ run: { id, provider }, onProgress }: Props) {
  const progress = useProgress(progressUrl(provider?.endpoint, id));
  useEffect(() => onProgress(id, progress), [id, progress, onProgress]);
  return null;
}
