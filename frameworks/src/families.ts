import { listNames, problem } from "./errors.ts";
import type { Family } from "./family.ts";

/** Where each framework's code is. Loaded only in the child process that trains, since it brings the native runtime with it. */
const FRAMEWORKS: readonly { family: string; name: string; load(): Promise<Family> }[] = [
  { family: "supervised", name: "tabular", load: async () => (await import("./supervised/tabular.ts")).tabular },
];

/**
 * Finds a framework by a spec's `framework`.
 * @throws BlacktailError FRAMEWORK_UNKNOWN listing the known ones; FRAMEWORK_VERSION when it is another major version.
 */
export async function findFamily(wanted: { family: string; name: string; version: string }): Promise<Family> {
  const entry = FRAMEWORKS.find(({ family, name }) => family === wanted.family && name === wanted.name);
  if (entry === undefined) {
    throw problem(
      "FRAMEWORK_UNKNOWN",
      `There is no framework "${wanted.family}/${wanted.name}".`,
      `Use one of ${listNames(FRAMEWORKS.map(({ family, name }) => `${family}/${name}`))}.`,
    );
  }
  const loaded = await entry.load();
  if (wanted.version.split(".")[0] !== loaded.version.split(".")[0]) {
    throw problem(
      "FRAMEWORK_VERSION",
      `The job asks for ${wanted.family}/${wanted.name} ${wanted.version}; this is ${loaded.version}.`,
      `Ask for version ${loaded.version}.`,
    );
  }
  return loaded;
}
