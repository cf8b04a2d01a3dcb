import type { FrameworkInfo } from "@blacktail/sdk/families";
import { z } from "zod";

/** Stands among the frameworks of the catalogue for one that the user brings as a module, of which the page knows nothing. */
export const OWN: FrameworkInfo = {
  family: "own",
  name: "own",
  version: "1.0.0",
  title: "Your own",
  summary: "A module that you wrote trains: it brings its own family, and reads its own settings.",
  data: "optional",
  formats: ["csv", "text", "idx"],
  target: "optional",
  parents: "optional",
  config: z.object({}),
};
