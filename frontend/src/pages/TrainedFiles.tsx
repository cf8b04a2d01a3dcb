import { formatBytes } from "../lib/formatBytes.ts";
import type { Trained } from "../trained/readTrained.ts";
import { Badge } from "../ui/Badge.tsx";

/** Whether model and manifest belong together; unknown until both are there. */
type Match = "unknown" | "same" | "different";

/** Which of the two files are there, and whether they belong together. */
export function TrainedFiles({ trained: { model, manifest }, match }: { trained: Trained; match: Match }) {
  if (!model && !manifest) return null;
  const rows = [
    { kind: "Model", name: model && `${model.name}, ${formatBytes(model.size)}` },
    { kind: "Manifest", name: manifest?.name },
  ];
  return (
    <ul aria-label="Chosen files" className="divide-y divide-line rounded-control border border-line">
      {rows.map(({ kind, name }) => (
        <li key={kind} className="grid grid-cols-[4.5rem_1fr_auto] items-baseline gap-x-3 px-4 py-2.5">
          <span className="text-muted">{kind}</span>
          <span className="wrap-anywhere">{name}</span>
          <State chosen={name !== undefined} match={match} />
        </li>
      ))}
    </ul>
  );
}

function State({ chosen, match }: { chosen: boolean; match: Match }) {
  if (!chosen) return <Badge tone="accent">missing</Badge>;
  if (match === "unknown") return <Badge>read</Badge>;
  return match === "same" ? <Badge tone="good">matches</Badge> : <Badge tone="bad">differs</Badge>;
}
