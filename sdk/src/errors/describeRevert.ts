import { decodeErrorResult, type Hex } from "viem";
import { errorsAbi } from "../generated/abi/errors.ts";
import type { Description } from "./describeError.ts";
import { sentenceOf } from "./sentences/index.ts";

/** What a revert's bytes mean: a custom error of Blacktail or OpenZeppelin, a reason string, or a panic. */
export function describeRevert(data: Hex): Description {
  const decoded = decode(data);
  if (decoded === undefined) {
    return {
      code: "CONTRACT_ERROR_UNKNOWN",
      message: `The contract refused the call with an unknown error, ${data.slice(0, 10)}.`,
      fix: "Check that the addresses are those of this version of Blacktail, on this chain.",
    };
  }
  const { errorName, args } = decoded;
  if (errorName === "Error") {
    return {
      code: "CONTRACT_REFUSED",
      message: `The contract refused the call: ${args[0]}.`,
      fix: "See the reason given.",
    };
  }
  if (errorName === "Panic") {
    return {
      code: "CONTRACT_PANIC",
      message: `The contract stopped with panic 0x${Number(args[0]).toString(16)} (${PANICS.get(Number(args[0])) ?? "see Solidity's manual"}).`,
      fix: "This should not happen: report it with the call's arguments.",
    };
  }
  const sentence = sentenceOf(errorName, args);
  if (sentence === undefined) {
    return { code: errorName, message: `The contract refused the call: ${errorName}.`, fix: "See docs/errors.md." };
  }
  return { code: errorName, message: capitalised(sentence.message), fix: sentence.fix };
}

const PANICS = new Map([
  [0x01, "an assertion failed"],
  [0x11, "a number went out of its range"],
  [0x12, "division by zero"],
  [0x21, "a value outside of its enumeration"],
  [0x32, "an index out of bounds"],
]);

function decode(data: Hex): { errorName: string; args: readonly unknown[] } | undefined {
  try {
    // Errors without parameters decode without arguments.
    const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data }) as {
      errorName: string;
      args?: readonly unknown[];
    };
    return { errorName, args: args ?? [] };
  } catch {
    // Not an error that the ABIs know: the caller says so.
    return undefined;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
