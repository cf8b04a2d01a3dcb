import { Artifact, Digest } from "@blacktail/sdk";
import type { Results } from "./types.ts";

/** The digest that an earlier step left. */
export const digestOf = (results: Results, step: string) => Digest.parse(results[step]?.value);

/** The artifact that an earlier step uploaded. */
export const artifactOf = (results: Results, step: string) =>
  Artifact.parse(JSON.parse(results[step]?.value ?? "null"));
