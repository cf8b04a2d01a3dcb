import { useForm } from "react-hook-form";
import { currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { zodErrors } from "../lib/zodErrors.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import type { OpenFlow } from "./prepare.ts";
import type { Field as FlowField, Values } from "./types.ts";

/** Asks for what the flow still needs; `onValues` gets the whole set once it fits the flow's schema. */
export function FlowForm({
  flow,
  preset,
  onValues,
}: {
  flow: OpenFlow;
  preset: Values;
  onValues: (values: Values) => void;
}) {
  const config = useConfig();
  const form = useForm<Values>({
    defaultValues: { ...flow.defaults, ...preset },
    resolver: zodErrors(flow.schema(config)),
  });
  const { errors } = form.formState;
  const options = (field: FlowField) =>
    field.kind === "currency"
      ? currenciesOf(config).map(({ symbol }) => ({ value: symbol, label: symbol === "BLACK" ? "$BLACK" : symbol }))
      : (field.options ?? []);
  const unitOf = (field: FlowField) =>
    field.unit ?? (field.kind === "amount" ? String(form.watch("currency") ?? "") : "");

  return (
    <form className="grid gap-5" onSubmit={form.handleSubmit(onValues)} noValidate>
      {(flow.fields ?? []).map((field) => {
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
                <div className="relative">
                  <input {...props} autoComplete="off" spellCheck={false} inputMode={numeric ? "decimal" : "text"} />
                  {unit && (
                    <span className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center text-sm text-muted">
                      {unit}
                    </span>
                  )}
                </div>
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
