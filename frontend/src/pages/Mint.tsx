import { useState } from "react";
import { asFileProblem } from "../files/FileProblem.ts";
import { cardDefaults, cardFields } from "../flows/cardFields.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { FlowForm } from "../flows/FlowForm.tsx";
import { mintTrainedFlow } from "../flows/mintTrained.ts";
import { taskName } from "../lib/taskWords.ts";
import { matchTrained, readTrained, type Trained } from "../trained/readTrained.ts";
import { DropFile } from "../ui/DropFile.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { Section } from "../ui/Section.tsx";
import { Failure } from "../ui/states.tsx";
import { TrainedFacts } from "./TrainedFacts.tsx";
import { TrainedFiles } from "./TrainedFiles.tsx";

/** Mints a model that was trained on the visitor's own machine. */
export function Mint() {
  const open = useFlow();
  const [trained, setTrained] = useState<Trained>({});
  const [unread, setUnread] = useState<ReturnType<typeof asFileProblem>>();
  const { found, problem: difference } = matchTrained(trained);
  const problem = unread ?? difference;
  const { model, manifest } = trained;

  const choose = async (files: File[]) => {
    try {
      setTrained(await readTrained(files, trained));
      setUnread(undefined);
    } catch (error) {
      setUnread(asFileProblem(error));
    }
  };

  return (
    <>
      <PageHeader
        title="Mint a model"
        lead="Trained it on your own machine? Publish the model with a card of what it is, and own it as a token."
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Section title="1. Model">
          <div className="grid gap-5">
            <DropFile
              label="Drop model.onnx and manifest.json here, or choose them"
              hint="Both from the folder that the training wrote; at most 64 MiB."
              accept=".onnx,.json,application/json"
              multiple
              chosen={model && manifest && `${model.name} and ${manifest.name}`}
              onFiles={choose}
            />
            <TrainedFiles trained={trained} match={found ? "same" : difference ? "different" : "unknown"} />
            {problem && <Failure message={problem.message} {...(problem.fix && { fix: problem.fix })} />}
            {found ? <TrainedFacts manifest={found.manifest} /> : <HowToTrain />}
          </div>
        </Section>
        <Section title="2. Card">
          {found ? (
            <FlowForm
              key={JSON.stringify(found.manifest)}
              fields={cardFields}
              values={{
                ...cardDefaults,
                name: taskName(found.manifest.task.kind, found.manifest.task.target),
                model: found.model,
                manifest: JSON.stringify(found.manifest),
              }}
              schema={mintTrainedFlow.schema}
              onValues={(values) => open(mintTrainedFlow, values)}
            />
          ) : (
            <p className="text-muted">
              The card opens when both files are here and match. It says in your words what the model is.
            </p>
          )}
        </Section>
      </div>
    </>
  );
}

const COMMAND = `npm run blacktail -- train \\
  --family supervised \\
  --data table.csv \\
  --target column --out model`;

function HowToTrain() {
  return (
    <div className="grid gap-2 text-sm text-muted">
      <p>Both are made by:</p>
      <code className="rounded-control bg-raised px-3 py-2.5 font-mono whitespace-pre-wrap text-ink">{COMMAND}</code>
      <p>Without a machine to train on, post a job instead; its result can be minted from the job’s page.</p>
    </div>
  );
}
