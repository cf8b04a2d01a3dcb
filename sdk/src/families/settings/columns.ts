import { z } from "zod";
import { Names } from "./common.ts";

/** Settings of every framework that looks at columns without predicting one. */
export const columnSettings = {
  ignore: Names.default([]).meta({ title: "Leave out", description: "Columns to leave out." }),
  keep: Names.default([]).meta({
    title: "Keep",
    description: "Columns to use even if they look like row numbers or identifiers.",
  }),
};

/** How numbers of different sizes are compared. */
export const Scaling = z.enum(["auto", "standard", "none"]).default("auto").meta({
  title: "Scaling",
  description:
    '"standard" gives each number column the deviation 1, "none" leaves it in its unit. "auto" leaves a table of numbers alone that seem to be of one unit: their deviations lie within a factor of 10, or all begin at one value, as counts and pixels do.',
});
