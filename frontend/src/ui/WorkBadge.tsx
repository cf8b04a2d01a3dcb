import type { JobWork } from "../data/jobWork.ts";
import { Badge, type Tone } from "./Badge.tsx";

const states: Record<JobWork["state"], { text: string; tone: Tone }> = {
  Claimed: { text: "at work", tone: "accent" },
  Committed: { text: "has committed, sealed", tone: "info" },
  Revealed: { text: "result shown", tone: "info" },
  Submitted: { text: "result in", tone: "info" },
  Paid: { text: "paid", tone: "good" },
  Released: { text: "let go", tone: "neutral" },
  NoShow: { text: "no result in time", tone: "bad" },
  Wrong: { text: "ruled wrong", tone: "bad" },
};

/** How far a provider's work on a stage is, or how it ended. */
export function WorkBadge({ state }: { state: JobWork["state"] }) {
  const { text, tone } = states[state];
  return <Badge tone={tone}>{text}</Badge>;
}
