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

/** A finished computation, written when its artifacts are published and before its receipt is signed. */
export type ResultRecord = {
  type: "result";
  jobId: string;
  specDigest: Hex;
  inputRoot: Hex;
  outputDigest: Hex;
  reportDigest: Hex;
  profile: number;
  at: number;
};

/** A run that failed for good; the job is not tried again. */
export type FailureRecord = { type: "failure"; jobId: string; deadline: string; reason: string; at: number };

/** The job is over: nothing of it is needed any more. */
type ForgetRecord = { type: "forget"; jobId: string };

export type WorkerRecord = SentRecord | ClosedRecord | ResultRecord | FailureRecord | ForgetRecord;
