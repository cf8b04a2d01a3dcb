import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BlacktailError } from "@blacktail/sdk";
import { BUILD } from "./paths.ts";
import { type Deployment, renderManifest, withoutFullText } from "./render.ts";

export type Published = {
  /** CID (version 0) of the manifest, which is the deployment's id. */
  cid: string;
  /** Every file of the deployment by CID, for `placeFiles`. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
};

export type StorageApi = {
  /** Base of a Kubo RPC API, for example http://127.0.0.1:8501. */
  api: string;
  /** Bearer token, where the API asks for one. */
  token?: string;
};

/**
 * Fills a chain's addresses into the compiled subgraph and uploads it; nothing is compiled, so it takes a fraction of a second.
 * The same build and deployment have the same CID every time. Needs `buildSubgraph` first.
 * @throws BlacktailError `SUBGRAPH_NOT_BUILT`, `SUBGRAPH_ADDRESS_MISSING`, `SUBGRAPH_UPLOAD_FAILED`
 */
export async function publishSubgraph(deployment: Deployment, storage: StorageApi): Promise<Published> {
  let manifest = renderManifest(await readBuilt("subgraph.yaml"), deployment);
  const fullText = deployment.network === "localhost";
  if (!fullText) manifest = withoutFullText.manifest(manifest);

  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [, name] of manifest.matchAll(LINK)) {
    if (name === undefined || contents.has(name)) continue;
    const content = new Uint8Array(await readFile(join(BUILD, name)));
    contents.set(
      name,
      name.endsWith(".graphql") && !fullText
        ? encode(withoutFullText.schema(new TextDecoder().decode(content)))
        : content,
    );
  }
  const cids = await upload(contents, storage);
  const linked = manifest.replace(LINK, (line, name: string) =>
    line.replace(name, `{ "/": "/ipfs/${cids.get(name)}" }`),
  );
  const whole = new Map([["subgraph.yaml", encode(linked)]]);
  const cid = (await upload(whole, storage)).get("subgraph.yaml") ?? "";

  const files = new Map([[cid, encode(linked)]]);
  for (const [name, content] of contents) files.set(cids.get(name) ?? "", content);
  return { cid, files };
}

const LINK = /^ *(?:- )?file: (\S+)$/gm;

const encode = (text: string) => new TextEncoder().encode(text);

async function readBuilt(name: string): Promise<string> {
  try {
    return await readFile(join(BUILD, name), "utf8");
  } catch (cause) {
    throw new BlacktailError({
      code: "SUBGRAPH_NOT_BUILT",
      message: `The compiled subgraph's ${name} cannot be read from ${BUILD}.`,
      fix: "Run npm run build.",
      cause,
    });
  }
}

/** Uploads files in one request; answers their CIDs by name. graph-node's ids are CIDs of version 0, Kubo's default. */
async function upload(
  files: Map<string, Uint8Array<ArrayBuffer>>,
  { api, token }: StorageApi,
): Promise<Map<string, string>> {
  const form = new FormData();
  for (const [name, content] of files) form.append("file", new Blob([content]), encodeURIComponent(name));
  try {
    const response = await fetch(new URL("/api/v0/add?cid-version=0&pin=true&progress=false", api), {
      method: "POST",
      body: form,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`status ${response.status}: ${text.slice(0, 200)}`);
    const added = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { Name: string; Hash: string });
    const cids = new Map(added.map(({ Name, Hash }) => [decodeURIComponent(Name), Hash]));
    const missing = [...files.keys()].filter((name) => !/^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(cids.get(name) ?? ""));
    if (missing.length > 0) throw new Error(`no CID of version 0 for ${missing.join(", ")} in the answer`);
    return cids;
  } catch (cause) {
    throw new BlacktailError({
      code: "SUBGRAPH_UPLOAD_FAILED",
      message: `The subgraph could not be uploaded to ${api}: ${(cause as Error).message}`,
      fix: "Check that the storage is running and has room, then try again.",
      retryable: true,
      cause,
    });
  }
}
