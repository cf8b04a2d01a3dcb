import { z } from "zod";
import { fitsDocument } from "./fitsDocument.ts";
import { Name } from "./primitives.ts";

/** A longer curve is thinned out by whoever writes the report. */
const MAX_POINTS = 4_096;
const MAX_CLASSES = 256;

const Point = z.tuple([z.number(), z.number()]);

/** One line of a chart: points [x, y] in the order of x. */
export const Curve = z.strictObject({
  /** Such as "training loss", "validation loss", "return". */
  name: Name,
  /** Such as "step", "episode", "components". */
  x: Name,
  points: z.array(Point).max(MAX_POINTS),
});
export type Curve = z.infer<typeof Curve>;

/**
 * What training has to show beside its metrics. Nothing in it depends on who ran it or when; measured on rows that training
 * never saw, where it is measured.
 */
export const TrainingReport = z
  .strictObject({
    v: z.literal(1),
    /** Curves of one `x` and like names share a chart. */
    curves: z.array(Curve).max(64),
    /** counts[true class][predicted class]. */
    confusion: z
      .strictObject({
        classes: z.array(z.string().max(256)).min(2).max(MAX_CLASSES),
        counts: z.array(z.array(z.int().min(0)).max(MAX_CLASSES)).max(MAX_CLASSES),
      })
      .optional(),
    /** How often a prediction of some confidence is right. `error` is the expected calibration error (Guo et al., arXiv 1706.04599). */
    calibration: z
      .strictObject({
        error: z.number(),
        bins: z.array(z.strictObject({ confidence: z.number(), accuracy: z.number(), count: z.int().min(0) })).max(100),
      })
      .optional(),
    /** How much the main metric falls when a column's values are shuffled (Breiman 2001), largest first. */
    importance: z
      .strictObject({ metric: Name, columns: z.array(z.strictObject({ name: Name, value: z.number() })).max(256) })
      .optional(),
    /** A cloud of points: true against predicted quantities, or rows in the first two dimensions of an embedding. */
    scatter: z
      .strictObject({
        x: Name,
        y: Name,
        points: z.array(z.tuple([z.number(), z.number(), z.string().max(256)])).max(MAX_POINTS),
      })
      .optional(),
    /** Texts that the model wrote. */
    samples: z
      .array(z.strictObject({ prompt: z.string().max(4_096), text: z.string().max(16_384) }))
      .max(16)
      .optional(),
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type TrainingReport = z.infer<typeof TrainingReport>;
