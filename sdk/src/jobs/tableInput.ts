import type { Artifact } from "../schemas/Artifact.ts";
import type { JobData } from "../schemas/JobSpec.ts";

/** A CSV table's part in a job. Of `artifact` only what an artifact has is taken, so another job's data may be given. */
export function tableInput(role: JobData["role"], { cid, digest, size }: Artifact, target?: string): JobData {
  return { role, format: "csv", ...(target === undefined ? {} : { target }), cid, digest, size };
}
