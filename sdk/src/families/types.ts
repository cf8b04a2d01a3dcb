import type { z } from "zod";
import type { DataFormat } from "../schemas/JobSpec.ts";

/** Whether a framework must be given something, may be, or has no use for it. */
export type Need = "required" | "optional" | "none";

/** What a framework is and takes. Each setting of `config` has a default, and `.meta({ title, description })` for forms and help. */
export interface FrameworkInfo {
  readonly family: string;
  readonly name: string;
  readonly version: string;
  /** In a few words, such as "Gaussian mixture". */
  readonly title: string;
  /** One sentence: what it is for. */
  readonly summary: string;
  /** Whether it learns from data. Learning by trying needs none. */
  readonly data: Need;
  /** Formats of that data. */
  readonly formats: readonly DataFormat[];
  /** Whether a table names a column to predict. */
  readonly target: Need;
  /** Whether it learns from trained models. */
  readonly parents: Need;
  readonly config: z.ZodObject;
}
