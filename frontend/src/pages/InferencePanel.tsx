import { ModelManifest } from "@blacktail/sdk";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useConfig } from "../config/ConfigContext.ts";
import type { useModel } from "../data/models.ts";
import { useStored } from "../data/useStored.ts";
import { asFileProblem } from "../files/FileProblem.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { runInferenceFlow } from "../flows/runInference.ts";
import { zodErrors } from "../lib/zodErrors.ts";
import { inferenceInput } from "../training/inferenceInput.ts";
import { readInput, stagePrompt } from "../training/readInput.ts";
import { Button } from "../ui/Button.tsx";
import { DropFile } from "../ui/DropFile.tsx";
import { Field } from "../ui/Field.tsx";
import { JobMoneyFields, jobMoneyDefaults } from "../ui/JobMoneyFields.tsx";
import { JobQuote } from "../ui/JobQuote.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Failure } from "../ui/states.tsx";
import { useModelUse } from "./useModelUse.ts";

type Model = NonNullable<ReturnType<typeof useModel>["data"]>;

/** Runs the model on what it takes, as a job. What that is, its newest card says. */
export function InferencePanel({ model }: { model: Model }) {
  const newest = model.versions.find(({ digest }) => digest === model.latestDigest);
  const manifest = useStored(newest?.cid ?? model.cid, ModelManifest);
  return (
    <Section title="Run it">
      <QueryState query={manifest} label="what it takes" rows={1} rowClass="h-32">
        {({ task }) => <InferenceForm key={model.latestDigest} model={model} task={task} />}
      </QueryState>
    </Section>
  );
}

function InferenceForm({ model, task }: { model: Model; task: ModelManifest["task"] }) {
  const config = useConfig();
  const open = useFlow();
  const [name, setName] = useState<string>();
  const [problem, setProblem] = useState<ReturnType<typeof asFileProblem>>();
  const [prompt, setPrompt] = useState("");
  const input = inferenceInput(task);
  const fixed = { tokenId: model.id, manifest: model.latestDigest };
  const form = useForm({
    defaultValues: {
      data: "",
      format: input.formats[0],
      ...fixed,
      usePrice: "0",
      ...jobMoneyDefaults(config.faucet ?? false),
      budget: "0.01",
    },
    resolver: zodErrors(runInferenceFlow.schema(config)),
  });

  const choose = async ([chosen]: [File, ...File[]]) => {
    try {
      const { file, format } = await readInput(chosen, task);
      setName(file.name);
      setPrompt("");
      form.setValue("data", file.digest);
      form.setValue("format", format);
      setProblem(undefined);
    } catch (error) {
      setName(undefined);
      form.setValue("data", "");
      setProblem(asFileProblem(error));
    }
  };
  const write = (text: string) => {
    setPrompt(text);
    setName(undefined);
    setProblem(undefined);
    form.setValue("data", "");
    form.setValue("format", "text");
  };

  const money = form.watch();
  const use = useModelUse(model.id, money.currency);
  const submit = form.handleSubmit((values) => open(runInferenceFlow, { ...values, ...fixed, ...use.preset }));
  return (
    <form
      className="grid gap-5"
      noValidate
      onSubmit={(event) => {
        if (prompt !== "") form.setValue("data", stagePrompt(prompt).digest);
        return submit(event);
      }}
    >
      {task.text && (
        <Field label="Prompt" hint="The text to go on from. It is published to storage with the job.">
          {(control) => (
            <textarea
              {...control}
              value={prompt}
              onChange={(event) => write(event.target.value)}
              rows={4}
              maxLength={65_536}
              className="field"
            />
          )}
        </Field>
      )}
      <DropFile
        label={input.label}
        hint={input.hint}
        chosen={name}
        accept={input.accept}
        small={task.text !== undefined}
        onFiles={choose}
      />
      {problem && <Failure {...problem} />}
      {(form.watch("data") !== "" || prompt !== "") && (
        <>
          <JobMoneyFields register={form.register as never} errors={form.formState.errors} values={money} />
          <section aria-label="Estimate" className="rounded-control bg-raised p-4">
            <p className="mb-3 text-sm">{use.words}</p>
            <JobQuote values={money} usePrice={use.price} />
          </section>
          <Button type="submit" disabled={!use.offered}>
            Review and post
          </Button>
        </>
      )}
    </form>
  );
}
