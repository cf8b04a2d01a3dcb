import { z } from "zod";

/** Names of columns. */
export const Names = z.array(z.string().min(1).max(128)).max(4_096);

const Share = z.number().gt(0).lt(1);

/** How rows are divided. */
export const SplitShares = z
  .strictObject({ train: Share, validation: Share, test: Share })
  .default({ train: 0.7, validation: 0.15, test: 0.15 })
  .meta({ title: "Split", description: "Parts of the rows; they need not sum to 1." });
