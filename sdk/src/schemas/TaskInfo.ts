import { z } from "zod";
import { Name } from "./primitives.ts";

/** What a tabular model predicts, and from which columns (in the order of the model's input). */
export const TaskInfo = z
  .strictObject({
    kind: z.enum(["classification", "regression"]),
    target: Name,
    /** Class labels in the order of the model's scores; classification only. */
    classes: z.array(z.string().max(256)).min(2).max(1_000).optional(),
    columns: z
      .array(z.strictObject({ name: Name, type: z.enum(["number", "category"]) }))
      .min(1)
      .max(4_096),
  })
  .refine((task) => (task.kind === "classification") === (task.classes !== undefined), {
    error: "classes belong to a classification, and only to one",
    path: ["classes"],
  });
export type TaskInfo = z.infer<typeof TaskInfo>;
