import { cx } from "../../lib/cx.ts";
import { Field } from "../../ui/Field.tsx";
import { SettingField } from "./SettingField.tsx";
import { keyOf, type TrainForm } from "./useTrainForm.ts";

/** The framework's settings: those that most people look at first, the rest on demand. */
export function SettingsFields({ train: { form, info, settings } }: { train: TrainForm }) {
  const { register, formState } = form;
  const errors = formState.errors.settings?.[keyOf(info)];
  const basic = settings.filter((setting) => setting.basic);
  const more = settings.filter((setting) => !setting.basic);
  const fields = (shown: typeof more) =>
    shown.map((setting) => (
      <SettingField
        key={`${keyOf(info)}.${setting.name}`}
        setting={setting}
        field={register(`settings.${keyOf(info)}.${setting.name}`)}
        error={errors?.[setting.name]?.message}
      />
    ));
  const wrong = more.filter(({ name }) => errors?.[name]).length + (formState.errors.seed ? 1 : 0);
  return (
    <>
      {basic.length > 0 && (
        <div className={cx("grid gap-5", basic.length > 1 && "sm:grid-cols-2")}>{fields(basic)}</div>
      )}
      {/* What is wrong must be seen. */}
      <details className="rounded-control border border-line px-4 py-3" {...(wrong > 0 && { open: true })}>
        <summary className="font-semibold">More settings</summary>
        <p className="mt-2 text-sm text-muted">Empty leaves the choice to the framework.</p>
        <div className="mt-4 grid gap-5 sm:grid-cols-2">
          {fields(more)}
          <Field label="Seed" hint="The same seed and data give the same model." error={formState.errors.seed?.message}>
            {(control) => (
              <input
                {...control}
                {...register("seed")}
                inputMode="numeric"
                placeholder="1"
                autoComplete="off"
                className="field"
              />
            )}
          </Field>
        </div>
      </details>
    </>
  );
}
