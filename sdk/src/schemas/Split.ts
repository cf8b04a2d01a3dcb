import { z } from "zod";

const Rows = z.int().min(0);

/** How many rows (images, characters, episodes) training learned from, chose by, and was measured on. */
export const Split = z.strictObject({ train: Rows, validation: Rows, test: Rows });
export type Split = z.infer<typeof Split>;
