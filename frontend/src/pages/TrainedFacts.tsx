import type { TrainedManifest } from "../trained/TrainedManifest.ts";
import { Copyable } from "../ui/Copyable.tsx";
import { Detail, Details } from "../ui/Details.tsx";
import { Metrics } from "../ui/Metrics.tsx";

/** Names shown before the rest is only counted. */
const SHOWN = 12;

const listed = (names: readonly string[]) =>
  names.length <= SHOWN ? names.join(", ") : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;

/** What the files say of the model that was trained. */
export function TrainedFacts({ manifest }: { manifest: TrainedManifest }) {
  const { task, metrics, framework, artifact, seed } = manifest;
  return (
    <div className="grid gap-4">
      <Metrics metrics={Object.entries(metrics)} />
      <Details>
        <Detail name="Task">
          {task.kind}
          {task.target && ` of ${task.target}`}
        </Detail>
        {task.classes && <Detail name="Classes">{listed(task.classes)}</Detail>}
        {task.columns && (
          <Detail name={`Columns (${task.columns.length})`}>
            {listed(task.columns.map(({ name, type }) => `${name} (${type})`))}
          </Detail>
        )}
        <Detail name="Framework">
          {framework.family} / {framework.name} {framework.version}, seed {seed}
        </Detail>
        <Detail name="sha-256">
          <Copyable value={artifact.digest} label="digest of the model" />
        </Detail>
      </Details>
    </div>
  );
}
