import assert from "node:assert/strict";

export type Added = { Name: string; Hash: string; Size: string };
type Failure = { Message: string; Type: string; code: string; message: string; fix: string };

/** POST /api/v0/add of files by name. */
export function postFiles(url: string, files: Record<string, Uint8Array | string>, query = ""): Promise<Response> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) {
    form.append("file", new Blob([typeof content === "string" ? content : content.slice()]), name);
  }
  return fetch(`${url}/api/v0/add?${query}`, { method: "POST", body: form });
}

export async function addFiles(url: string, files: Record<string, Uint8Array | string>, query = ""): Promise<Added[]> {
  const response = await postFiles(url, files, query);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Stores one file; its CID. */
export async function addOne(url: string, content: Uint8Array | string, query = ""): Promise<string> {
  const [added] = await addFiles(url, { file: content }, query);
  assert.ok(added);
  return added.Hash;
}

export const call = (url: string, command: string, query = "") =>
  fetch(`${url}/api/v0/${command}?${query}`, { method: "POST" });

export async function pinned(url: string): Promise<string[]> {
  const { Keys } = await json<{ Keys: Record<string, { Type: string }> }>(await call(url, "pin/ls"));
  return Object.keys(Keys).sort();
}

/** Asserts status, code and that message and fix are sentences; returns the message. */
export async function assertRefused(response: Response, status: number, code: string): Promise<string> {
  const failure = await json<Failure>(response);
  assert.deepEqual({ status: response.status, code: failure.code }, { status, code }, failure.message);
  assert.match(failure.message, /^.{10,}\.$/s);
  assert.match(failure.fix, /^.{10,}\.$/s);
  assert.equal(failure.Type, "error");
  return failure.message;
}

/** The body as JSON of the type that the test expects; its asserts show when it is something else. */
export async function json<T>(response: Response): Promise<T> {
  return JSON.parse(await response.text());
}
