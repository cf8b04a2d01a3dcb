import { canonicalJson, type ModelManifest } from "@blacktail/sdk";
import { type Address, keccak256, toHex } from "viem";

/** A model's manifest as a developer would write it. */
export function manifestOf(creator: Address): ModelManifest {
  const digest = keccak256(toHex("artifact"));
  return {
    v: 1,
    name: "Tumour triage",
    description: "Tells benign from malignant by ten measurements.",
    creator,
    license: "MIT",
    task: {
      kind: "classification",
      target: "outcome",
      classes: ["benign", "malignant"],
      columns: [{ name: "radius", type: "number" }],
    },
    artifact: { cid: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", digest, size: 12_345 },
    framework: { family: "supervised", name: "tabular", version: "1.0.0", config: { model: "mlp" } },
    metrics: { accuracy: 0.97, loss: 0.081 },
    data: [{ role: "train", digest }],
    seed: 7,
    profile: "fp32-cpu",
    parents: [],
  };
}

/** Puts a document into storage as one block; answers its CID. */
export async function putJson(api: string, value: unknown): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(canonicalJson(value))]), "manifest.json");
  const query = "cid-version=1&raw-leaves=true&chunker=size-1048576";
  const response = await fetch(`${api}/api/v0/add?${query}`, { method: "POST", body: form });
  if (!response.ok) throw new Error(`storage answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { Hash: string }).Hash;
}
