import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildSubgraph, graphCli } from "../../lib/build.ts";
import { BUILD, ROOT } from "../../lib/paths.ts";
import { eventsOf, flattened, isStruct, manifestSignature } from "./abi.ts";

const MANIFEST = "subgraph.test.yaml";
const WORK = join("generated", "test");

/**
 * Compiles the subgraph, and beside it a copy whose JobEscrow goes through the adapter.
 * @returns the copy's folder, which `gnd test` can run in
 */
export async function buildForTests(): Promise<string> {
  await buildSubgraph();
  const folder = join(ROOT, WORK);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const events = await eventsOf("JobEscrow");
  await writeFile(join(folder, "JobEscrow.json"), JSON.stringify([...events.values()].map(flattened)));
  const manifest = withoutStructs(await readFile(join(ROOT, "subgraph.yaml"), "utf8"), events);
  const adapted = onlyJobEscrow(manifest)
    .replace("./src/mappings/jobEscrow.ts", "./src/testing/jobEscrow.ts")
    .replace("./abis/JobEscrow.json", `./${WORK}/JobEscrow.json`);
  try {
    await writeFile(join(ROOT, MANIFEST), adapted);
    await graphCli(["build", MANIFEST, "--output-dir", join(WORK, "adapter")]);
  } finally {
    await rm(join(ROOT, MANIFEST), { force: true });
  }

  const build = join(folder, "build");
  await cp(BUILD, build, { recursive: true });
  for (const name of ["JobEscrow.wasm", "JobEscrow.json"])
    await copyFile(join(folder, "adapter", "JobEscrow", name), join(build, "JobEscrow", name));
  const whole = withoutStructs(await readFile(join(BUILD, "subgraph.yaml"), "utf8"), events);
  for (const target of [build, folder]) await writeFile(join(target, "subgraph.yaml"), whole);
  return folder;
}

type Events = Awaited<ReturnType<typeof eventsOf>>;

function withoutStructs(manifest: string, events: Events): string {
  let text = manifest;
  for (const event of events.values()) {
    if (!event.inputs.some(isStruct)) continue;
    // graph-cli folds long lines at spaces.
    const words = manifestSignature(event)
      .split(" ")
      .map((word) => word.replace(/[()]/g, "\\$&"));
    text = text.replace(new RegExp(words.join("\\s+")), manifestSignature(flattened(event)));
  }
  return text;
}

/** The head of the manifest and its JobEscrow, so that nothing else is compiled twice. */
function onlyJobEscrow(manifest: string): string {
  const [head = "", ...sources] = manifest.replace(/^templates:[\s\S]*/m, "").split(/^(?= {2}- kind: )/m);
  return head + sources.filter((source) => source.includes("name: JobEscrow\n")).join("");
}
