import { useForm } from "react-hook-form";
import { useConfig } from "../config/ConfigContext.ts";
import type { CsvInspection } from "../csv/inspectCsv.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { postTrainingFlow } from "../flows/postTraining.ts";
import { zodErrors } from "../lib/zodErrors.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { JobMoneyFields, jobMoneyDefaults } from "../ui/JobMoneyFields.tsx";

type Props = { data: string; inspection: CsvInspection; onTarget: (name: string) => void };

/** What to predict, how to train, what to pay. */
export function TrainForm({ data, inspection, onTarget }: Props) {
  const config = useConfig();
  const open = useFlow();
  const form = useForm({
    defaultValues: {
      data,
      target: inspection.columns.at(-1)?.name ?? "",
      model: "auto",
      epochs: "",
      hidden: "",
      learningRate: "",
      seed: "",
      ...jobMoneyDefaults(config.faucet ?? false),
    },
    resolver: zodErrors(postTrainingFlow.schema(config)),
  });
  const { register, formState } = form;
  const { errors } = formState;
  const model = form.watch("model");

  return (
    <form className="grid gap-5" noValidate onSubmit={form.handleSubmit((values) => open(postTrainingFlow, values))}>
      <Field
        label="Column to predict"
        hint="Texts and few whole numbers become classes, other numbers quantities."
        error={errors.target?.message}
      >
        {(control) => (
          <select
            {...control}
            {...register("target", { onChange: (event) => onTarget(event.target.value) })}
            className="field"
          >
            {inspection.columns.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Model"
        hint={model === "auto" ? "Trains both and keeps the better one on rows it has not seen." : undefined}
        error={errors.model?.message}
      >
        {(control) => (
          <select {...control} {...register("model")} className="field">
            <option value="auto">Automatic</option>
            <option value="linear">Linear</option>
            <option value="mlp">Neural network</option>
          </select>
        )}
      </Field>
      <details className="rounded-control border border-line px-4 py-3">
        <summary className="font-semibold">Hyper-parameters</summary>
        <p className="mt-2 text-sm text-muted">Empty leaves the choice to the framework.</p>
        <div className="mt-4 grid gap-5 sm:grid-cols-2">
          {(
            [
              ["epochs", "Epochs at most"],
              ["learningRate", "Learning rate"],
              ["hidden", "Hidden layer’s size"],
              ["seed", "Seed"],
            ] as const
          ).map(([name, label]) => (
            <Field key={name} label={label} error={errors[name]?.message}>
              {(control) => (
                <input
                  {...control}
                  {...register(name)}
                  inputMode="decimal"
                  placeholder="automatic"
                  autoComplete="off"
                  className="field"
                />
              )}
            </Field>
          ))}
        </div>
      </details>
      <JobMoneyFields register={register as never} errors={errors} />
      <Button type="submit">Review and post</Button>
    </form>
  );
}
