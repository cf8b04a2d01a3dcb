import type { Artifact, ReceiptBody } from "@blacktail/sdk";
import type { Address, Hex } from "viem";

/** A transaction as it was signed; written before it is broadcast. Amounts in wei, as decimal text. */
export type SentRecord = {
  type: "sent";
  /** What it is for; one intent has one key, such as "submit:12:1700000000". */
  key: string;
  nonce: number;
  hash: Hex;
  /** The signed transaction, to broadcast the very same again. */
  raw: Hex;
  to: Address;
  /** Empty for the transfer of nothing to oneself that frees the nonce of an intent whose purpose has passed. */
  data: Hex;
  gas: string;
  maxFeePerGas: string;
  maxPriorityFeePerGas: string;
  /** Milliseconds since 1970. */
  at: number;
};

/** How an intent ended. `lost`: its nonce went to another transaction or was freed, or it never left this machine. */
export type Outcome = "mined" | "reverted" | "lost";
type ClosedRecord = { type: "closed"; key: string; outcome: Outcome; hash?: Hex; at: number };

/** A finished computation of a stage, written when its files are kept and before anything of it leaves. */
export type ResultRecord = {
  type: "result";
  jobId: string;
  stage: number;
  specDigest: Hex;
  /** `job.input`: what the stage began with. */
  input: Hex;
  /** What a receipt says of it. */
  body: ReceiptBody;
  /** What must be in storage for others to check it: artifacts and both documents. */
  artifacts: Artifact[];
  /** Unix ms. */
  at: number;
};

/**
 * What this worker, as one of several replicas, binds itself to; written before the commitment is broadcast, since without the salt it
 * could not be revealed, and the lock would be lost.
 */
export type CommitmentRecord = {
  type: "commitment";
  jobId: string;
  stage: number;
  commitment: Hex;
  body: ReceiptBody;
  salt: Hex;
  at: number;
};

/** A run that failed for good; that attempt, which its deadline names, is not tried again. */
export type FailureRecord = { type: "failure"; jobId: string; deadline: string; reason: string; at: number };

/** The job is over: nothing of it is needed any more. */
type ForgetRecord = { type: "forget"; jobId: string };

export type WorkerRecord = SentRecord | ClosedRecord | ResultRecord | CommitmentRecord | FailureRecord | ForgetRecord;
