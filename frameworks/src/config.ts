import type { z } from "zod";
import { problem } from "./errors.ts";

/**
 * A framework's settings, checked and with their defaults.
 * @throws BlacktailError CONFIG_INVALID naming the first wrong setting.
 */
export function readConfig<T extends z.ZodObject>(schema: T, config: unknown): z.infer<T> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join(".") || "config";
  throw problem(
    "CONFIG_INVALID",
    `The training setting "${path}" is wrong: ${issue?.message ?? "not valid"}.`,
    `Settings: ${Object.keys(schema.shape).join(", ")}.`,
    result.error,
  );
}
