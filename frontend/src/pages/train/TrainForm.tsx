import { useFlow } from "../../flows/FlowContext.ts";
import { postTrainingFlow } from "../../flows/postTraining.ts";
import { OWN } from "../../training/ownFramework.ts";
import { whatIsMissing } from "../../training/whatIsMissing.ts";
import { Button } from "../../ui/Button.tsx";
import { JobMoneyFields } from "../../ui/JobMoneyFields.tsx";
import { OwnFramework } from "./OwnFramework.tsx";
import { PriceEstimate } from "./PriceEstimate.tsx";
import { SettingsFields } from "./SettingsFields.tsx";
import { TargetField } from "./TargetField.tsx";
import type { TrainForm as Train } from "./useTrainForm.ts";

/** What to predict, how to train, what to pay. */
export function TrainForm({ train }: { train: Train }) {
  const open = useFlow();
  const { form, info, files, flowValues } = train;
  const { register, formState, handleSubmit } = form;
  const [lack] = whatIsMissing(info, files);
  const table = files.data?.format === "csv" ? files.data : undefined;

  return (
    <form
      className="grid grid-cols-1 gap-5"
      noValidate
      onSubmit={handleSubmit((values) => open(postTrainingFlow, flowValues(values)))}
    >
      {table && info.target !== "none" && info.formats.includes("csv") && <TargetField train={train} table={table} />}
      {info === OWN ? <OwnFramework train={train} /> : <SettingsFields train={train} />}
      <JobMoneyFields register={register as never} errors={formState.errors} values={form.watch()} staged />
      <PriceEstimate train={train} />
      {lack && (
        <p id="lack" className="text-sm text-accent-ink">
          {lack.message} {lack.fix}
        </p>
      )}
      <Button type="submit" disabled={lack !== undefined} aria-describedby={lack && "lack"}>
        Review and post
      </Button>
    </form>
  );
}
