import type { JobStatusName } from "@blacktail/sdk";
import { Badge, type Tone } from "./Badge.tsx";

const tones: Record<JobStatusName, Tone> = {
  None: "neutral",
  Open: "info",
  Working: "accent",
  Revealing: "accent",
  Pending: "accent",
  Audited: "info",
  Disputed: "bad",
  Done: "good",
  Refunded: "neutral",
  Cancelled: "neutral",
};

export function JobStatusBadge({ status }: { status: JobStatusName }) {
  return <Badge tone={tones[status]}>{status}</Badge>;
}
