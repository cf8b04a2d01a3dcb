import type { ContractErrorArgs, ContractErrorName } from "viem";
import type { errorsAbi } from "../../generated/abi/errors.ts";

export type ErrorName = ContractErrorName<typeof errorsAbi>;

/** What happened (with the values), and what to do about it. */
export type Sentence = { message: string; fix: string };

type Args<name extends ErrorName> =
  ContractErrorArgs<typeof errorsAbi, name> extends infer args extends readonly unknown[] ? args : [];

/** A sentence for each custom error of one family, by the error's name. */
export type SentenceTable = {
  readonly [name in ErrorName]?: (...args: Args<name>) => Sentence;
};
