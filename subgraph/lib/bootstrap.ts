import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MANIFEST = (network: string) => `specVersion: 1.4.0
schema:
  file: ./schema.graphql
dataSources:
  - kind: ethereum/contract
    name: Nothing
    network: ${network}
    source:
      abi: Nothing
      address: "0x0000000000000000000000000000000000000001"
      startBlock: 0
      endBlock: 0
    mapping:
      kind: ethereum/events
      apiVersion: 0.0.9
      language: wasm/assemblyscript
      file: ./nothing.wasm
      entities: []
      abis:
        - name: Nothing
          file: ./nothing.json
      eventHandlers:
        - event: Nothing()
          handler: handleNothing
`;

const FILES = {
  "schema.graphql": "type Nothing @entity(immutable: true) {\n  id: ID!\n}\n",
  "nothing.json": '[{ "type": "event", "name": "Nothing", "inputs": [], "anonymous": false }]\n',
  // A WebAssembly module with nothing in it: magic number and version.
  "nothing.wasm": new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]),
};

/**
 * Writes a subgraph that ends with block 0. graph-node's development binary demands one to start with, and drops and
 * re-indexes it at every start, so it gets this and the real one is deployed beside it.
 * @returns the argument of `--manifests`, relative to `dir`
 */
export async function writeBootstrap(dir: string, network: string): Promise<string> {
  const folder = join(dir, "bootstrap");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "subgraph.yaml"), MANIFEST(network));
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  return "./bootstrap/subgraph.yaml:.";
}
