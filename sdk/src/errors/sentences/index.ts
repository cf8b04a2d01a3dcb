import { accessManagerSentences } from "./accessManager.ts";
import { attestationSentences } from "./attestation.ts";
import { jobEscrowSentences } from "./jobEscrow.ts";
import { modelSentences } from "./models.ts";
import { providerSentences } from "./providers.ts";
import { refereeSentences } from "./referees.ts";
import { soliditySentences } from "./solidity.ts";
import { tokenSentences } from "./token.ts";
import type { ErrorName, Sentence } from "./types.ts";
import { vaultSentences } from "./vault.ts";

const sentences: Record<ErrorName, (...args: never) => Sentence> = {
  ...accessManagerSentences,
  ...attestationSentences,
  ...jobEscrowSentences,
  ...modelSentences,
  ...providerSentences,
  ...refereeSentences,
  ...soliditySentences,
  ...tokenSentences,
  ...vaultSentences,
};

/** The sentence for a decoded custom error; undefined when the table does not know it. */
export function sentenceOf(errorName: string, args: readonly unknown[]): Sentence | undefined {
  if (!Object.hasOwn(sentences, errorName)) return undefined;
  // The name and the arguments were decoded by one ABI, from which the table's types are derived.
  const sentence = sentences[errorName as ErrorName] as (...values: readonly unknown[]) => Sentence;
  return sentence(...args);
}
