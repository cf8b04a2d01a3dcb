import { z } from "zod";
import { cidToDigest } from "../digest/cidToDigest.ts";
import { DAG_PB } from "../digest/codes.ts";
import { digestToCid } from "../digest/digestToCid.ts";
import { parseCid } from "../digest/parseCid.ts";
import { Digest } from "./primitives.ts";

/** Content up to this size (bytes) is one raw block, so its CID follows from its digest. */
export const RAW_LIMIT = 1_048_576;

const fields = {
  /** CIDv1 in base32: raw up to 1 MiB, else UnixFS (raw leaves, chunks of 1 MiB, 1,024 links a node). */
  cid: z.string().min(1).max(128),
  /** sha-256 of the content, whatever the CID's codec. */
  digest: Digest,
  /** Bytes; at most 1 TiB. */
  size: z
    .int()
    .min(0)
    .max(2 ** 40),
};

/** For schemas that extend an artifact: the fields and the rule that ties them together. */
export const artifactFields = fields;

export function checkArtifact({ cid, digest, size }: { cid: string; digest: `0x${string}`; size: number }): boolean {
  if (size <= RAW_LIMIT) return cid === digestToCid(digest);
  try {
    cidToDigest(cid);
    const parsed = parseCid(cid);
    return parsed.version === 1 && parsed.code === DAG_PB && parsed.toString() === cid;
  } catch {
    // Not a CID at all: the refinement's message says what is expected.
    return false;
  }
}

export const ARTIFACT_RULE =
  "cid must be the CIDv1 (base32, sha2-256) of the content: the raw CID of the digest up to 1 MiB, UnixFS (dag-pb) above";

/** Content-addressed content: where it is (cid), what it is (digest), how long it is (size in bytes). */
export const Artifact = z.strictObject(fields).refine(checkArtifact, { error: ARTIFACT_RULE, path: ["cid"] });
export type Artifact = z.infer<typeof Artifact>;
