import type { SentenceTable } from "./types.ts";

const REPORT = "This should not happen: report it with the transaction.";

/** Errors of the libraries beneath, which a user meets only through a fault. */
export const soliditySentences = {
  AddressEmptyCode: (target) => ({
    message: `There is no contract at ${target}.`,
    fix: "Check the address and the chain.",
  }),
  CheckpointUnorderedInsertion: () => ({ message: "The history of votes would run backwards.", fix: REPORT }),
  ECDSAInvalidSignature: () => ({ message: "The signature is malformed.", fix: "Sign again." }),
  ECDSAInvalidSignatureLength: (length) => ({
    message: `The signature has ${length} bytes, not 65.`,
    fix: "Sign with an ordinary account, or use the call that accepts contract wallets.",
  }),
  ECDSAInvalidSignatureS: (s) => ({
    message: `The signature is not in its canonical form (s = ${s}).`,
    fix: "Sign with a wallet that gives low s values.",
  }),
  FailedCall: () => ({
    message: "A call to another contract failed without a reason.",
    fix: "Check the addresses involved and retry.",
  }),
  InsufficientBalance: (balance, needed) => ({
    message: `A contract holds ${balance} wei, but needs ${needed} wei.`,
    fix: REPORT,
  }),
  InvalidShortString: () => ({ message: "A stored name is malformed.", fix: REPORT }),
  ReentrancyGuardReentrantCall: () => ({
    message: "The contract was called back while it was still at work.",
    fix: "Use an account or token that does not call back.",
  }),
  SafeCastOverflowedUintDowncast: (bits, value) => ({
    message: `${value} does not fit into ${bits} bits.`,
    fix: "Use a smaller value.",
  }),
  StringTooLong: (text) => ({ message: `The name "${text}" is longer than 31 bytes.`, fix: "Use a shorter one." }),
} satisfies SentenceTable;
