import { z } from "zod";
import { Name } from "./primitives.ts";

/**
 * What a model takes and gives. Its input is one of: columns of a table (in the order of the model's inputs), an image, a text.
 * - classification, control: `classes` are the labels or actions, in the order of the scores; clustering: the clusters' names.
 * - regression, anomaly: one number a row. Of an anomaly score higher means stranger.
 * - embedding: `dimensions` numbers a row.
 * - generation: text that goes on from a text.
 */
export const TaskInfo = z
  .strictObject({
    kind: z.enum(["classification", "regression", "clustering", "embedding", "anomaly", "generation", "control"]),
    /** The column that is predicted; of clusters, anomalies and embeddings the one that results can be compared with. */
    target: Name.optional(),
    classes: z.array(z.string().max(256)).min(2).max(1_000).optional(),
    dimensions: z.int().min(1).max(65_536).optional(),
    columns: z
      .array(z.strictObject({ name: Name, type: z.enum(["number", "category", "text"]) }))
      .min(1)
      .max(4_096)
      .optional(),
    /** Pixels as numbers from 0 to 255, by channel, row and column. */
    image: z
      .strictObject({
        channels: z.int().min(1).max(16),
        height: z.int().min(1).max(4_096),
        width: z.int().min(1).max(4_096),
      })
      .optional(),
    /** Tokens at most in one context. The tokenizer travels in the model's metadata. */
    text: z.strictObject({ context: z.int().min(1).max(1_048_576) }).optional(),
  })
  .refine(({ columns, image, text }) => [columns, image, text].filter((input) => input !== undefined).length === 1, {
    error: "a model takes columns, an image or a text: one of them",
    path: ["columns"],
  })
  .refine((task) => WITH_CLASSES.has(task.kind) === (task.classes !== undefined), {
    error: "classes belong to classification, clustering and control, and only to them",
    path: ["classes"],
  })
  .refine((task) => (task.kind === "embedding") === (task.dimensions !== undefined), {
    error: "dimensions belong to an embedding, and only to one",
    path: ["dimensions"],
  })
  .refine((task) => (task.kind === "generation") === (task.text !== undefined), {
    error: "a text is the input of a generation, and only of one",
    path: ["text"],
  });
export type TaskInfo = z.infer<typeof TaskInfo>;

const WITH_CLASSES: ReadonlySet<string> = new Set(["classification", "clustering", "control"]);
