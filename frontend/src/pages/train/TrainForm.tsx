import { useFlow } from "../../flows/FlowContext.ts";
import { postTrainingFlow } from "../../flows/postTraining.ts";
import { canStage } from "../../training/canStage.ts";
import { whatIsMissing } from "../../training/whatIsMissing.ts";
import { Button } from "../../ui/Button.tsx";
import { JobMoneyFields } from "../../ui/JobMoneyFields.tsx";
import { PriceEstimate } from "./PriceEstimate.tsx";
import type { TrainForm as Train } from "./useTrainForm.ts";

/** What to pay and on which terms, what that comes to, and the way to post it. */
export function TrainForm({ train }: { train: Train }) {
  const open = useFlow();
  const { form, info, files, flowValues } = train;
  const { register, formState, handleSubmit } = form;
  const staged = canStage(info);
  const [lack] = whatIsMissing(info, files);
  const wrong = formState.isSubmitted && Object.keys(formState.errors).length > 0;

  return (
    <form
      className="grid grid-cols-1 gap-5"
      noValidate
      onSubmit={handleSubmit((values) => open(postTrainingFlow, flowValues(values)))}
    >
      <JobMoneyFields register={register as never} errors={formState.errors} values={form.watch()} staged={staged} />
      {!staged && (
        <p className="text-sm text-muted">“{info.title}” works in one go, so it is not divided into stages.</p>
      )}
      <PriceEstimate train={train} />
      {lack ? (
        <p id="lack" className="text-sm text-accent-ink">
          {lack.message} {lack.fix}
        </p>
      ) : (
        wrong && <p className="text-sm text-bad">Something does not fit: see what is marked, in the settings too.</p>
      )}
      <Button type="submit" disabled={lack !== undefined} aria-describedby={lack && "lack"}>
        Review and post
      </Button>
    </form>
  );
}
