import assert from "node:assert/strict";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { renderAbi, renderErrors } from "../../scripts/generate/renderAbi.ts";
import { renderAddresses } from "../../scripts/generate/renderAddresses.ts";

test("addresses come from every chain's deployment, the first block from its journal", () => {
  const root = mkdtempSync(join(tmpdir(), "blacktail-generate-"));
  try {
    const folder = join(root, "ignition/deployments/chain-5");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "deployed_addresses.json"), JSON.stringify({ "Blacktail#Vault": "0xAb" }));
    writeFileSync(join(folder, "journal.jsonl"), '{"receipt":{"blockNumber":12}}\n{"receipt":{"blockNumber":9}}\n');
    assert.match(renderAddresses(root, ["Vault"]), /\n {2}5: \{\n {4}Vault: "0xAb",\n {4}startBlock: 9,\n {2}\},\n/);
    assert.throws(() => renderAddresses(root, ["Vault", "Treasury"]), /chain-5.* lacks Blacktail#Treasury/);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("an ABI is written without internal types, an error once however many contracts declare it", () => {
  const error = { type: "error", name: "Bad", inputs: [{ name: "value", type: "uint256", internalType: "Currency" }] };
  const text = renderAbi("JobEscrow", [error]);
  assert.match(text, /export const jobEscrowAbi = \[\n {2}\{.*"name":"Bad".*\},\n\] as const;\n$/);
  assert.doesNotMatch(text, /internalType/);
  assert.equal(renderErrors([error, error, { type: "event", name: "Moved" }]).match(/"name":"/g)?.length, 2);
});

test("the sources need nothing that a browser lacks", () => {
  const root = new URL("../src/", import.meta.url).pathname;
  const files = globSync("**/*.ts", { cwd: root });
  assert.ok(files.length > 50);
  for (const file of files) {
    const imports = readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g);
    for (const [, name = ""] of imports) assert.ok(!isBuiltin(name), `${file} imports ${name}`);
  }
});
