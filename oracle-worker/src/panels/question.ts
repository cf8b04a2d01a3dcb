import { type Job, JobStatus } from "@blacktail/sdk";
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";

/** What a panel is asked: which of these results of a job's stage are acceptable. */
export type Question = {
  panelId: bigint;
  jobId: bigint;
  job: Job;
  /** Digests of the Output documents, in the order of the vote's bits. */
  candidates: readonly Hex[];
};

/** The question that the job's present panel has to answer; undefined when it is before none. */
export function questionOf(jobId: bigint, job: Job): Question | undefined {
  const { dispute, status } = job;
  if (dispute === undefined || (status !== JobStatus.Audited && status !== JobStatus.Disputed)) return undefined;
  const panelId = status === JobStatus.Audited ? dispute.auditId : dispute.panelId;
  // Replicas that disagreed by themselves are a candidate each; what stood as one result is one, however many made it.
  const disagreed = BigInt(dispute.challenger) === 0n && dispute.auditId === 0n;
  const candidates = disagreed ? job.replicas.map(({ digest }) => digest) : [job.result];
  return { panelId, jobId, job, candidates };
}

const SUBJECT = parseAbiParameters("uint256, uint256, uint256, bytes32, bytes32, bytes32[]");

/** Stands for the question: a ballot that was decided on another one, before a reorganisation, is void. */
export function subjectOf({ panelId, jobId, job, candidates }: Question): Hex {
  const { stage, terms, input } = job;
  return keccak256(
    encodeAbiParameters(SUBJECT, [panelId, jobId, BigInt(stage), terms.specDigest, input, [...candidates]]),
  );
}
