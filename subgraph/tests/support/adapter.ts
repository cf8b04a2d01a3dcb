import type { AbiEvent } from "viem";
import { isStruct, typeOf } from "./abi.ts";

/**
 * A mapping for the tests: its events carry structs as bytes; it turns them back and hands each event to the handler that is tested.
 * @returns AssemblyScript that lies in `generated/test/`
 */
export function adapterOf(contract: string, handlers: string[], events: Map<string, AbiEvent>): string {
  const mapping = `../../src/mappings/${contract.charAt(0).toLowerCase()}${contract.slice(1)}`;
  const structured = [...events.values()].filter(({ inputs }) => inputs.some(isStruct));
  const plain = handlers.filter((handler) => !structured.some(({ name }) => handler === `handle${name}`));
  return `// Generated for the tests.
import { ethereum } from "@graphprotocol/graph-ts";
import { ${structured.map(({ name }) => name).join(", ")} } from "../${contract}/${contract}";
import * as mapping from "${mapping}";

export { ${plain.join(", ")} } from "${mapping}";

function decode(event: ethereum.Event, place: i32, type: string): void {
  const struct = ethereum.decode(type, event.parameters[place].value.toBytes());
  assert(struct != null, "not a " + type);
  event.parameters[place].value = struct!;
}
${structured.map(handlerOf).join("")}`;
}

function handlerOf(event: AbiEvent): string {
  const steps = event.inputs.flatMap((input, place) =>
    isStruct(input) ? [`  decode(event, ${place}, "${typeOf(input)}");\n`] : [],
  );
  return `
export function handle${event.name}(event: ethereum.Event): void {
${steps.join("")}  mapping.handle${event.name}(changetype<${event.name}>(event));
}
`;
}
