import { group } from "../lib/group.ts";
import { taskWords } from "../lib/taskWords.ts";
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
  const { task, metrics, framework, artifact, seed, parents } = manifest;
  return (
    <div className="grid gap-4">
      <Metrics metrics={Object.entries(metrics)} />
      <Details>
        <Detail name="Task">{taskWords(task.kind, task.target)}</Detail>
        {task.classes && <Detail name="Classes">{listed(task.classes)}</Detail>}
        {task.columns && (
          <Detail name={`Columns (${task.columns.length})`}>
            {listed(task.columns.map(({ name, type }) => `${name} (${type})`))}
          </Detail>
        )}
        {task.image && (
          <Detail name="Takes">
            images of {task.image.height} × {task.image.width} pixels, {task.image.channels}{" "}
            {task.image.channels === 1 ? "channel" : "channels"}
          </Detail>
        )}
        {task.text && <Detail name="Takes">a text; it sees at most {group(task.text.context)} tokens of it</Detail>}
        {task.dimensions && <Detail name="Gives">{group(task.dimensions)} numbers a row</Detail>}
        {parents.length > 0 && (
          <Detail name="Learned from">
            {parents.map((digest) => (
              <span key={digest} className="block">
                <Copyable value={digest} label="digest of a parent’s card" />
              </span>
            ))}
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
