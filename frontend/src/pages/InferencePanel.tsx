import { useState } from "react";
import { useForm } from "react-hook-form";
import { useConfig } from "../config/ConfigContext.ts";
import { CSV_TYPES, stageCsv } from "../csv/stageCsv.ts";
import type { Model } from "../data/models.ts";
import { asFileProblem } from "../files/FileProblem.ts";
import type { Staged } from "../files/stagedFiles.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { runInferenceFlow } from "../flows/runInference.ts";
import { zodErrors } from "../lib/zodErrors.ts";
import { Button } from "../ui/Button.tsx";
import { DropFile } from "../ui/DropFile.tsx";
import { JobMoneyFields, jobMoneyDefaults } from "../ui/JobMoneyFields.tsx";
import { Section } from "../ui/Section.tsx";
import { Failure } from "../ui/states.tsx";

/** Runs the model on a file, as a job. */
export function InferencePanel({ model }: { model: Model }) {
  const config = useConfig();
  const open = useFlow();
  const [file, setFile] = useState<Staged>();
  const [problem, setProblem] = useState<ReturnType<typeof asFileProblem>>();
  const fixed = { tokenId: model.id, manifest: model.latestDigest };
  const form = useForm({
    defaultValues: { data: "", ...fixed, ...jobMoneyDefaults(config.faucet ?? false), price: "0.01" },
    resolver: zodErrors(runInferenceFlow.schema(config)),
  });

  const choose = async ([chosen]: [File, ...File[]]) => {
    try {
      const { file: staged } = await stageCsv(chosen);
      setFile(staged);
      form.setValue("data", staged.digest);
      setProblem(undefined);
    } catch (error) {
      setFile(undefined);
      setProblem(asFileProblem(error));
    }
  };

  return (
    <Section title="Run it">
      <form
        className="grid gap-5"
        noValidate
        onSubmit={form.handleSubmit((values) => open(runInferenceFlow, { ...values, ...fixed }))}
      >
        <DropFile
          label="Drop a CSV to predict"
          hint="The columns that the model was trained on."
          chosen={file?.name}
          accept={CSV_TYPES}
          onFiles={choose}
        />
        {problem && <Failure {...problem} />}
        {file && (
          <>
            <JobMoneyFields register={form.register as never} errors={form.formState.errors} />
            <Button type="submit">Review and post</Button>
          </>
        )}
      </form>
    </Section>
  );
}
