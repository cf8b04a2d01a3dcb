import { z } from "zod";
import { fitsDocument } from "./fitsDocument.ts";
import { AddressText, Digest, Name, Uint32 } from "./primitives.ts";

/** How one provider ran one stage. Published beside the output; not compared between providers. */
export const RunReport = z
  .strictObject({
    v: z.literal(1),
    /** Digest of the JobSpec. */
    spec: Digest,
    /** From 0. */
    stage: Uint32,
    /** Of a later stage: digest of the Output that it went on from. */
    input: Digest.optional(),
    provider: AddressText,
    runtime: z.strictObject({ name: Name, version: Name }),
    /** ONNX Runtime execution provider, such as "cpu". */
    executionProvider: Name,
    threads: z.int().min(1).max(65_536),
    /** In words, such as "AMD EPYC 7763, 2 cores, 8192 MiB". */
    hardware: z.string().max(512),
    startedAt: z.iso.datetime().max(40),
    finishedAt: z.iso.datetime().max(40),
    seconds: z.number().min(0).max(1e9),
    logDigest: Digest.optional(),
  })
  .refine(fitsDocument, "must be at most 1 MiB of canonical JSON");
export type RunReport = z.infer<typeof RunReport>;
