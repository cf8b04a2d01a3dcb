import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { problem } from "./errors.ts";
import type { Family } from "./family.ts";

/** Bytes. Code that is written by people is far smaller. */
const MAX_MODULE_BYTES = 1_048_576;

/** What a module may import, beside what comes with Node: the engine, the frameworks, and the checks of settings. */
const IMPORTS: Readonly<Record<string, string>> = {
  "@blacktail/frameworks": new URL("./index.ts", import.meta.url).href,
  "@blacktail/frameworks/engine": new URL("./engine.ts", import.meta.url).href,
  "@blacktail/sdk/families": import.meta.resolve("@blacktail/sdk/families"),
  zod: import.meta.resolve("zod"),
};

/** A user's own code: one way to train, or an environment to learn in. */
export type UserModule =
  | { readonly kind: "family"; readonly family: Family }
  | { readonly kind: "environment"; readonly create: EnvironmentFactory["create"] };

/** What the default export of an environment's module has. What `create` gives, the reinforcement family checks. */
interface EnvironmentFactory {
  create(options: unknown): unknown;
}

const loadedUrls = new Set<string>();
let hooked = false;

/**
 * Loads a user's ES module in TypeScript or JavaScript, of one file. Its code runs with the rights of this process: call it in the
 * child process of a run only.
 *
 * Its default export is a `Family` (it has `train`) or an environment's factory (it has `create`).
 * @throws BlacktailError MODULE_TOO_LARGE, MODULE_INVALID, MODULE_SHAPE
 */
export async function loadModule(path: string): Promise<UserModule> {
  const source = await readSource(path);
  hookImports();
  // TMPDIR is the run's own folder. The name's ending says that types are to be stripped, which leaves JavaScript as it is.
  const folder = await mkdtemp(join(tmpdir(), "module-"));
  try {
    const copy = join(folder, "module.mts");
    await writeFile(copy, source);
    const url = pathToFileURL(copy).href;
    loadedUrls.add(url);
    return check(await importModule(url, path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSource(path: string): Promise<Buffer> {
  let size: number;
  try {
    ({ size } = await stat(path));
  } catch (cause) {
    throw problem("DATA_NOT_FOUND", `The module ${path} cannot be read.`, "Check the path and its permissions.", cause);
  }
  if (size > MAX_MODULE_BYTES) {
    throw problem(
      "MODULE_TOO_LARGE",
      `The module ${path} has ${size} bytes; the limit is ${MAX_MODULE_BYTES}.`,
      "Give the source alone, and data as data.",
    );
  }
  return readFile(path);
}

/** Resolves what modules of users import; everything else is resolved as ever. */
function hookImports(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (context.parentURL === undefined || !loadedUrls.has(context.parentURL)) return next(specifier, context);
      const known = IMPORTS[specifier];
      if (known !== undefined) return next(known, context);
      if (specifier.startsWith("node:")) return next(specifier, context);
      throw problem(
        "MODULE_INVALID",
        `The module imports "${specifier}".`,
        `A module is one file; it may import ${Object.keys(IMPORTS).join(", ")} and what comes with Node ("node:…").`,
      );
    },
  });
}

async function importModule(url: string, path: string): Promise<{ default?: unknown }> {
  try {
    return (await import(url)) as { default?: unknown };
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "MODULE_INVALID") throw cause;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const kind = error instanceof SyntaxError ? "is not a valid ES module" : "fails while it is loaded";
    const [reason = ""] = error.message.replaceAll(url, "the module").split("\n");
    throw problem(
      "MODULE_INVALID",
      `The module ${path} ${kind}: ${reason.slice(0, 300)}${lineOf(error, url)}.`,
      "Mend the module; of TypeScript, types alone may be used (no enums or namespaces).",
      cause,
    );
  }
}

/** Where in the module an error arose, if that is known. */
function lineOf(error: Error, url: string): string {
  const stack = error.stack ?? "";
  const at = stack.indexOf(url) === -1 ? stack.indexOf(url.slice("file://".length)) : stack.indexOf(url);
  const line = at === -1 ? undefined : /^[^\n:]*module\.mts:(\d+)/.exec(stack.slice(at).replace("file://", ""))?.[1];
  return line === undefined ? "" : ` (line ${line})`;
}

function check(loaded: { default?: unknown }): UserModule {
  const given = loaded.default;
  if (given === undefined) {
    const names = Object.keys(loaded).join(", ");
    throw shape(names === "" ? "has no default export" : `has no default export; it exports ${names}`);
  }
  if (typeof given !== "object" || given === null)
    throw shape(`exports ${given === null ? "null" : `a ${typeof given}`} as its default`);
  if ("train" in given) return { kind: "family", family: checkFamily(given as Record<keyof Family, unknown>) };
  if (!("create" in given)) throw shape('has a default export with neither "train" nor "create"');
  const { create } = given;
  if (typeof create !== "function") throw shape('has a "create" that is no function');
  return { kind: "environment", create: (options) => create.call(given, options) as unknown };
}

function checkFamily(given: Record<keyof Family, unknown>): Family {
  for (const name of ["family", "name", "version"] as const) {
    if (typeof given[name] !== "string" || given[name] === "") throw shape(`has a family whose "${name}" is no text`);
  }
  if (!/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(given.version as string)) {
    throw shape(`has a family of version "${given.version as string}", which is not like "1.0.0"`);
  }
  for (const name of ["checkConfig", "train"] as const) {
    if (typeof given[name] !== "function") throw shape(`has a family whose "${name}" is no function`);
  }
  return given as Family;
}

function shape(what: string) {
  return problem(
    "MODULE_SHAPE",
    `The module ${what}.`,
    "Export a family (family, name, version, checkConfig, train) or an environment ({ create }) as its default.",
  );
}
