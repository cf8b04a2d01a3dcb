import { failure } from "../error.ts";

/** The `arg` parameters of a command without the /ipfs/ in front. @throws BlacktailError `STORAGE_BAD_REQUEST` */
export function pathArguments(query: URLSearchParams): string[] {
  const paths = query.getAll("arg").map((arg) => arg.replace(/^\/ipfs\//, ""));
  if (paths.length === 0 || paths.length > 1_000 || paths.some((path) => path === "")) {
    throw failure("STORAGE_BAD_REQUEST", "The command needs a CID or path.", "Add ?arg=CID (at most 1000 times).");
  }
  return paths;
}

/** The only `arg`. */
export function pathArgument(query: URLSearchParams): string {
  const [path = "", ...more] = pathArguments(query);
  if (more.length === 0) return path;
  throw failure("STORAGE_BAD_REQUEST", "The command takes one CID or path.", "Send one ?arg=CID.");
}

/** A parameter that counts bytes. */
export function byteParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw failure("STORAGE_BAD_REQUEST", `${name}=${text.slice(0, 64)} is no number of bytes.`, `Use ${name}=0 or more.`);
}
