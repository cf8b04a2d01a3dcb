import { Progress } from "@blacktail/sdk";
import { useEffect, useState } from "react";

/** A run reports thousands of steps; a curve needs no more points than this, so every second one is dropped when it is full. */
const MAX_POINTS = 2_000;

/** A line longer than this is not progress. Characters. */
const MAX_LINE = 4_096;

/** What one line of progress measured. */
export type ProgressPoint = Pick<Progress, "step" | "loss" | "validationLoss" | "metric">;
export type ProgressState = {
  last?: Progress;
  points: ProgressPoint[];
  state: "none" | "connecting" | "live" | "lost";
};

/**
 * Follows a provider's progress stream. The provider is not trusted: lines are checked, bounded in length and number, and what does
 * not fit is left out. Points are collected between frames, so that a flood of lines does not freeze the page.
 */
export function useProgress(url: string | undefined): ProgressState {
  const [progress, setProgress] = useState<ProgressState>({ points: [], state: "none" });
  useEffect(() => {
    if (!url) return setProgress({ points: [], state: "none" });
    let points: ProgressPoint[] = [];
    let last: Progress | undefined;
    let state: ProgressState["state"] = "connecting";
    let frame: number | undefined;
    const publish = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setProgress({ points: [...points], state, ...(last && { last }) });
      });
    };
    const source = new EventSource(url);
    source.onopen = () => {
      // The stream replays its history at every connection.
      points = [];
      state = "live";
      publish();
    };
    source.onmessage = ({ data }) => {
      const line = parseLine(data);
      if (!line) return;
      last = line;
      const before = points.at(-1)?.step ?? -1;
      const { step, loss, validationLoss, metric } = line;
      const measured = loss ?? validationLoss ?? metric?.value;
      if (measured !== undefined && step > before && line.phase === "training") {
        points.push({ step, loss, validationLoss, metric });
        if (points.length > MAX_POINTS) points = points.filter((_, index) => index % 2 === 0);
      }
      if (line.phase === "done" || line.phase === "failed") source.close();
      publish();
    };
    source.onerror = () => {
      state = "lost";
      publish();
    };
    publish();
    return () => {
      source.close();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [url]);
  return progress;
}

function parseLine(data: unknown): Progress | undefined {
  if (typeof data !== "string" || data.length > MAX_LINE) return undefined;
  try {
    return Progress.safeParse(JSON.parse(data)).data;
  } catch {
    // Not JSON: a hostile or broken worker, whose line is left out.
    return undefined;
  }
}
