import type { Hex } from "viem";

const MAX_DEPTH = 12;

/**
 * The bytes that a call reverted with, wherever the layers of errors keep them: `data` of a node's answer, `raw` of viem's
 * decoded error, `data.data` of some wallets. Undefined when the error is no revert with a reason.
 */
export function revertData(error: unknown): Hex | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof current === "object" && current !== null; depth++) {
    const found = ["raw", "data"].map((key) => bytesIn(Reflect.get(current as object, key))).find((data) => data);
    if (found !== undefined) return found;
    current = Reflect.get(current, "cause");
  }
  return undefined;
}

function bytesIn(value: unknown): Hex | undefined {
  if (typeof value === "string") return /^0x([0-9a-fA-F]{2}){4,}$/.test(value) ? (value as Hex) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  return bytesIn(Reflect.get(value, "data")) ?? bytesIn(Reflect.get(value, "originalError"));
}
