import type { Artifact } from "../schemas/Artifact.ts";
import type { DataFormat, JobData } from "../schemas/JobSpec.ts";

/** Stored content and how it is written: a table unless told. Another job's data may be given. */
export type StoredData = Artifact & { format?: DataFormat | undefined };

/** Content's part in a job. Of `data` only what an artifact has is taken, and its format unless one is told. */
export function jobInput(
  role: JobData["role"],
  data: StoredData,
  { format = data.format ?? "csv", target, manifest }: Partial<Pick<JobData, "format" | "target" | "manifest">> = {},
): JobData {
  const { cid, digest, size } = data;
  return {
    role,
    format,
    ...(target === undefined ? {} : { target }),
    ...(manifest === undefined ? {} : { manifest }),
    cid,
    digest,
    size,
  };
}
