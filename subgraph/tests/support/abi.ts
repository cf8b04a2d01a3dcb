import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AbiEvent, AbiParameter } from "viem";
import { ROOT } from "../../lib/paths.ts";

/** The events of a contract, by name. */
export async function eventsOf(contract: string): Promise<Map<string, AbiEvent>> {
  const abi = JSON.parse(await readFile(join(ROOT, "abis", `${contract}.json`), "utf8")) as ({
    type: string;
  } & AbiEvent)[];
  return new Map(abi.filter(({ type }) => type === "event").map((event) => [event.name, event]));
}

/** Whether the parameter is a struct or a list of structs, which `gnd test` cannot encode: the tests carry it as bytes. */
export const isStruct = (input: AbiParameter) => input.type.startsWith("tuple");

/** The event with bytes in place of structs. */
export function flattened(event: AbiEvent): AbiEvent {
  const inputs = event.inputs.map((input) => (isStruct(input) ? { name: input.name, type: "bytes" } : input));
  return { ...event, inputs };
}

/** As a manifest writes it: `Transfer(indexed address,indexed address,uint256)`. */
export function manifestSignature({ name, inputs }: AbiEvent): string {
  return `${name}(${inputs.map((input) => `${input.indexed ? "indexed " : ""}${typeOf(input)}`).join(",")})`;
}

/** As `gnd test` reads it: `Transfer(address indexed from, …)`. */
export function testSignature({ name, inputs }: AbiEvent): string {
  return `${name}(${inputs.map((input) => `${typeOf(input)}${input.indexed ? " indexed" : ""} ${input.name}`).join(", ")})`;
}

/** The parameter's type, of structs their fields': `(uint256,bytes32)[]`. */
export function typeOf(input: AbiParameter): string {
  if (!("components" in input)) return input.type;
  return `(${input.components.map(typeOf).join(",")})${input.type.slice("tuple".length)}`;
}
