import { z } from "zod";
import type { Field, Values } from "./types.ts";

/** What a person says of a model; the rest of its card comes from its training. */
export type CardInput = { name: string; description: string; license: string /** Basis points. */; royalty: number };

const percentage = z
  .string()
  .trim()
  .regex(/^\d{1,2}([.,]\d{1,2})?$/, "Enter a percentage such as 5 or 2.5.")
  .transform((text) => Math.round(Number(text.replace(",", ".")) * 100))
  .refine((bps) => bps <= 1_000, "At most 10 %.");

/** The schema of `cardFields`, with whatever else a flow needs to know; the royalty becomes basis points. */
export const cardSchema = <More extends z.ZodRawShape>(more: More) =>
  z.object({
    ...more,
    name: z.string().trim().min(1, "Give it a name.").max(128, "At most 128 characters."),
    description: z.string().trim().max(16_384, "At most 16,384 characters."),
    license: z.string().trim().min(1, "Name a licence, such as MIT.").max(128, "At most 128 characters."),
    royalty: percentage,
  });

export const cardFields: readonly Field[] = [
  { name: "name", label: "Name", kind: "text" },
  {
    name: "description",
    label: "Description",
    kind: "textarea",
    hint: "What it predicts, from what, and what it is not good for.",
  },
  { name: "license", label: "Licence", kind: "text", hint: "An SPDX identifier, such as MIT or Apache-2.0." },
  {
    name: "royalty",
    label: "Royalty",
    kind: "number",
    unit: "%",
    hint: "Your part of each resale and each paid use. Fixed for ever; at most 10 %.",
  },
];

export const cardDefaults: Values = { name: "", description: "", license: "MIT", royalty: "5" };
