import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../lib/paths.ts";
import { eventsOf, manifestSignature } from "./abi.ts";

/** Declared by OpenZeppelin and never emitted: the contracts' EIP-712 domains cannot change. */
const NEVER = "EIP712DomainChanged";

/** What is wrong: events that the manifest leaves out or misspells, and events that no test uses. */
export async function coverageGaps(used: Set<string>): Promise<string[]> {
  const manifest = await readFile(join(ROOT, "subgraph.yaml"), "utf8");
  const gaps: string[] = [];
  for (const part of manifest.split(/^ {2}- kind: ethereum\/contract$/m).slice(1)) {
    const contract = /name: (\w+)/.exec(part)?.[1] ?? "";
    for (const event of (await eventsOf(contract)).values()) {
      const name = `${contract}.${event.name}`;
      if (event.name === NEVER) continue;
      if (!part.includes(`- event: ${manifestSignature(event)}\n`))
        gaps.push(`${name} is not indexed as the ABI has it`);
      if (!used.has(name)) gaps.push(`${name} has no test`);
    }
  }
  return gaps;
}
