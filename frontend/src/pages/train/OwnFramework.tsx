import { Field } from "../../ui/Field.tsx";
import type { TrainForm } from "./useTrainForm.ts";

/** What a module that trains in the catalogue's place is called, and its settings, of which the page knows nothing. */
export function OwnFramework({ train: { form } }: { train: TrainForm }) {
  const { register, formState } = form;
  return (
    <>
      <Field label="Name of your family" hint="As the module names it." error={formState.errors.own?.message}>
        {(control) => (
          <input {...control} {...register("own")} autoComplete="off" spellCheck={false} className="field" />
        )}
      </Field>
      <Field label="Settings" hint="JSON, as your module reads it." error={formState.errors.ownSettings?.message}>
        {(control) => (
          <textarea {...control} {...register("ownSettings")} rows={3} placeholder="{}" className="field font-mono" />
        )}
      </Field>
    </>
  );
}
