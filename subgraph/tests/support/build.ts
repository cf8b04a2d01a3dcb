import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AbiEvent } from "viem";
import { buildSubgraph, graphCli } from "../../lib/build.ts";
import { BUILD, ROOT } from "../../lib/paths.ts";
import { CONTRACTS } from "../../lib/render.ts";
import { eventsOf, flattened, isStruct, manifestSignature } from "./abi.ts";
import { adapterOf } from "./adapter.ts";

const MANIFEST = "subgraph.test.yaml";
const WORK = join("generated", "test");

/**
 * Compiles the subgraph, and beside it a copy in which contracts whose events carry structs go through an adapter.
 * @returns the copy's folder, which `gnd test` can run in
 */
export async function buildForTests(): Promise<string> {
  await buildSubgraph();
  const folder = join(ROOT, WORK);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const adapted = new Map<string, Events>();
  for (const contract of CONTRACTS) {
    const events = await eventsOf(contract);
    if ([...events.values()].some(({ inputs }) => inputs.some(isStruct))) adapted.set(contract, events);
  }
  const source = await readFile(join(ROOT, "subgraph.yaml"), "utf8");
  try {
    await writeFile(join(ROOT, MANIFEST), await onlyAdapted(source, adapted, folder));
    await graphCli(["build", MANIFEST, "--output-dir", join(WORK, "adapters")]);
  } finally {
    await rm(join(ROOT, MANIFEST), { force: true });
  }

  const build = join(folder, "build");
  await cp(BUILD, build, { recursive: true });
  let whole = await readFile(join(BUILD, "subgraph.yaml"), "utf8");
  for (const [contract, events] of adapted) {
    for (const name of [`${contract}.wasm`, `${contract}.json`])
      await copyFile(join(folder, "adapters", contract, name), join(build, contract, name));
    whole = withoutStructs(whole, events);
  }
  for (const target of [build, folder]) await writeFile(join(target, "subgraph.yaml"), whole);
  return folder;
}

type Events = Map<string, AbiEvent>;

/** The head of the manifest and the contracts that need an adapter, each with its own, so that nothing else is compiled twice. */
async function onlyAdapted(manifest: string, adapted: Map<string, Events>, folder: string): Promise<string> {
  const [head = "", ...sources] = manifest.replace(/^templates:[\s\S]*/m, "").split(/^(?= {2}- kind: )/m);
  let text = head;
  for (const [contract, events] of adapted) {
    const part = sources.find((each) => each.includes(`name: ${contract}\n`)) ?? "";
    const handlers = [...part.matchAll(/handler: (\w+)/g)].map(([, name = ""]) => name);
    await writeFile(join(folder, `${contract}.ts`), adapterOf(contract, handlers, events));
    await writeFile(join(folder, `${contract}.json`), JSON.stringify([...events.values()].map(flattened)));
    text += withoutStructs(part, events)
      .replace(/file: \.\/src\/mappings\/\w+\.ts/, `file: ./${WORK}/${contract}.ts`)
      .replace(`./abis/${contract}.json`, `./${WORK}/${contract}.json`);
  }
  return text;
}

function withoutStructs(manifest: string, events: Events): string {
  let text = manifest;
  for (const event of events.values()) {
    if (!event.inputs.some(isStruct)) continue;
    // graph-cli folds long lines at spaces.
    const words = manifestSignature(event)
      .split(" ")
      .map((word) => word.replace(/[()[\]]/g, "\\$&"));
    text = text.replace(new RegExp(words.join("\\s+")), manifestSignature(flattened(event)));
  }
  return text;
}
