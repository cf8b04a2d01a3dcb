import { useEffect } from "react";
import { group } from "../../lib/group.ts";
import { likelyTarget } from "../../training/likelyTarget.ts";
import type { TableFile } from "../../training/readData.ts";
import { taskOfTarget } from "../../training/taskOfTarget.ts";
import { Field } from "../../ui/Field.tsx";
import type { TrainForm } from "./useTrainForm.ts";

/** Which column is predicted, where the framework needs one or can use one. */
export function TargetField({ train: { form, info }, table }: { train: TrainForm; table: TableFile }) {
  const { register, formState, setValue, watch } = form;
  const { inspection, file } = table;
  const target = watch("target");
  // A table without an answer to learn from is unusual in the families that can do with images too.
  const wantsOne = info.target === "required" || info.formats.includes("idx");
  const likely = likelyTarget(inspection.columns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file or another need is another choice
  useEffect(() => {
    const known = inspection.columns.some(({ name }) => name === target);
    if (!known || (wantsOne && target === "")) setValue("target", wantsOne ? likely : "");
  }, [file.digest, wantsOne]);

  return (
    <Field
      label={wantsOne ? "Column to predict" : "Column with answers"}
      hint={hintOf(table, target, info.family)}
      error={formState.errors.target?.message}
    >
      {(control) => (
        <select {...control} {...register("target")} className="field">
          {info.target !== "required" && <option value="">none</option>}
          {inspection.columns.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

function hintOf({ inspection }: TableFile, target: string, family: string): string {
  const column = inspection.columns.find(({ name }) => name === target);
  if (family === "unsupervised") {
    return column
      ? "Nothing is learned from it; what is found is compared with it."
      : "None is needed. One is left out of the learning and compared with what is found.";
  }
  if (!column) return "None is needed.";
  const gaps = column.missing > 0 ? ` ${group(column.missing)} rows have none.` : "";
  return taskOfTarget(inspection, target) === "classification"
    ? `Its ${group(column.unique)} different values become classes.${gaps}`
    : `Its numbers become a quantity to estimate.${gaps}`;
}
