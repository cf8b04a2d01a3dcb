import type { Need } from "@blacktail/sdk/families";
import { useState } from "react";
import { type Model, useModels } from "../../data/models.ts";
import { taskWords } from "../../lib/taskWords.ts";
import { type TrainingFiles, withParent } from "../../training/TrainingFiles.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { modelName } from "../../ui/modelName.ts";
import { QueryState } from "../../ui/QueryState.tsx";

type Props = { need: Need; files: TrainingFiles; onFiles: (files: TrainingFiles) => void };

/** Finds minted models to learn from. What is trained from one names it as a parent. */
export function ParentPicker({ need, files, onFiles }: Props) {
  const [search, setSearch] = useState("");
  const models = useModels({ search, first: 6 });
  const chosen = new Set(files.parents.map((parent) => parent.kind === "minted" && parent.manifest));
  return (
    <section aria-label="Models to learn from" className="grid gap-3 rounded-control border border-line p-4">
      <Field
        label="Learn from a minted model"
        hint={`${need === "required" ? "At least one is needed" : "Not needed, but possible"}: from here, or a .onnx file dropped above.`}
      >
        {(control) => (
          <input
            {...control}
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder="Search by name"
            autoComplete="off"
            className="field"
          />
        )}
      </Field>
      <QueryState query={models} label="models" rows={2} rowClass="h-10">
        {(found) => {
          const usable = found.filter(isUsable);
          if (usable.length === 0)
            return <p className="text-sm text-muted">No minted model with a readable card here.</p>;
          return (
            <ul className="divide-y divide-line">
              {usable.map((model) => (
                <li key={model.id} className="flex items-center justify-between gap-3 py-2">
                  <span className="min-w-0">
                    <span className="block truncate">{modelName(model)}</span>
                    <span className="block truncate text-sm text-muted">
                      {taskWords(model.card.task, model.card.target)}
                    </span>
                  </span>
                  <Button
                    look="secondary"
                    size="small"
                    disabled={chosen.has(model.digest)}
                    aria-label={`Learn from ${modelName(model)}`}
                    onClick={() => onFiles(withParent(files, parentOf(model)))}
                  >
                    {chosen.has(model.digest) ? "Chosen" : "Choose"}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryState>
    </section>
  );
}

type Usable = Model & {
  card: NonNullable<Model["card"]> & { artifactCid: string; artifactDigest: `0x${string}`; artifactSize: bigint };
};

/** Whether its card names an artifact. Of a model with several versions the minted one is learned from. */
const isUsable = (model: Model): model is Usable =>
  model.card?.valid === true &&
  model.card.artifactCid !== null &&
  model.card.artifactDigest !== null &&
  model.card.artifactSize !== null;

const parentOf = (model: Usable) => ({
  kind: "minted" as const,
  name: modelName(model),
  manifest: model.digest,
  artifact: {
    cid: model.card.artifactCid,
    digest: model.card.artifactDigest,
    size: Number(model.card.artifactSize),
  },
});
