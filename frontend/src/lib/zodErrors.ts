import type { FieldErrors, FieldValues, Resolver } from "react-hook-form";
import type { z } from "zod";

/**
 * Lets a zod schema check a react-hook-form form: the first issue of each top-level field becomes its error. The form keeps what
 * was typed; whoever needs the parsed value parses it.
 */
export function zodErrors<Values extends FieldValues>(schema: z.ZodType<unknown, unknown>): Resolver<Values> {
  return async (values) => {
    const parsed = await schema.safeParseAsync(values);
    if (parsed.success) return { values, errors: {} };
    const errors: Record<string, { type: string; message: string }> = {};
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] ?? "root");
      errors[field] ??= { type: issue.code ?? "invalid", message: issue.message };
    }
    return { values: {}, errors: errors as FieldErrors<Values> };
  };
}
