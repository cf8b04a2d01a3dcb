import { useForm } from "react-hook-form";
import { currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { zodErrors } from "../lib/zodErrors.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { WithUnit } from "../ui/WithUnit.tsx";
import type { Flow, Field as FlowField, Values } from "./types.ts";

type Props = {
  fields: readonly FlowField[];
  /** What the fields begin with, and what the flow knows already. */
  values: Values;
  schema: Flow["schema"];
  onValues: (values: Values) => void;
};

/** Asks for what a flow still needs; `onValues` gets the whole set once it fits the flow's schema. */
export function FlowForm({ fields, values, schema, onValues }: Props) {
  const config = useConfig();
  const form = useForm<Values>({ defaultValues: values, resolver: zodErrors(schema(config)) });
  const { errors } = form.formState;
  const options = (field: FlowField) =>
    field.kind === "currency"
      ? currenciesOf(config).map(({ symbol }) => ({ value: symbol, label: symbol }))
      : (field.options ?? []);
  const unitOf = (field: FlowField) =>
    field.unit ?? (field.kind === "amount" ? String(form.watch("currency") ?? "") : "");

  return (
    <form className="grid gap-5" onSubmit={form.handleSubmit(onValues)} noValidate>
      {fields.map((field) => {
        const error = errors[field.name]?.message;
        const unit = unitOf(field);
        return (
          <Field
            key={field.name}
            label={field.label}
            hint={field.hint}
            error={typeof error === "string" ? error : undefined}
          >
            {(control) => {
              const props = { ...control, ...form.register(field.name), className: "field" };
              if (field.kind === "textarea") return <textarea {...props} rows={4} />;
              if (field.kind === "currency" || field.kind === "select") {
                return (
                  <select {...props}>
                    {options(field).map(({ value, label }) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                );
              }
              const numeric = field.kind === "amount" || field.kind === "number";
              return (
                <WithUnit unit={unit}>
                  <input {...props} autoComplete="off" spellCheck={false} inputMode={numeric ? "decimal" : "text"} />
                </WithUnit>
              );
            }}
          </Field>
        );
      })}
      {errors.root?.message && <p className="text-sm text-bad">{errors.root.message}</p>}
      <Button type="submit">Review</Button>
    </form>
  );
}
