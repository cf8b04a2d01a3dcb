import { Digest, manifestOf } from "@blacktail/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import { stagedFile } from "../files/stagedFiles.ts";
import { formatBytes } from "../lib/formatBytes.ts";
import { TrainedManifest } from "../trained/TrainedManifest.ts";
import { type CardInput, cardSchema } from "./cardFields.ts";
import { artifactOf } from "./resultOf.ts";
import { mintOutcome, mintSteps, mintSummary } from "./steps/mintSteps.ts";
import type { Flow } from "./types.ts";

type Input = CardInput & { model: Hex; manifest: TrainedManifest };

/** A manifest as a flow's values carry it: JSON text. */
const manifestField = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(TrainedManifest);

/** Mints a model that was trained outside the network; the page that opens it asks for files and card. */
export const mintTrainedFlow: Flow<Input> = {
  id: "mint-trained",
  title: "Mint this model",
  schema: () => cardSchema({ model: Digest, manifest: manifestField }),
  summary: async (_context, input) => {
    const { text, rows } = mintSummary(input, "The model and its card are published to storage");
    return { text, rows: [...rows, { label: "Upload", value: formatBytes(input.manifest.artifact.size) }] };
  },
  steps: ({ account }, input) => [
    {
      id: "model",
      name: "Upload the model",
      signs: 0,
      commit: async ({ storage }) => ({ value: JSON.stringify(await storage.put(stagedFile(input.model))) }),
    },
    ...mintSteps(input, async ({ results }) =>
      manifestOf({
        card: {
          name: input.name,
          description: input.description,
          creator: account,
          license: input.license,
          parents: input.manifest.parents,
        },
        spec: input.manifest,
        output: { ...input.manifest, artifacts: { model: artifactOf(results, "model") } },
      }),
    ),
  ],
  outcome: mintOutcome,
};
