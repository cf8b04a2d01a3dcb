import type { JobSpec } from "@blacktail/sdk";
import { short } from "../lib/short.ts";

export type Row = { name: string; values: string[] };

/** Said of what a run leaves to its framework. */
const DEFAULT = "default";

const write = (value: unknown): string =>
  value === undefined ? DEFAULT : typeof value === "string" ? value : JSON.stringify(value);

/** What a specification asks for, by name. */
function asked(spec: JobSpec): Map<string, string> {
  const { framework, seed, profile, data } = spec;
  const rows = new Map([
    ["framework", framework ? `${framework.family} / ${framework.name} ${framework.version}` : "none"],
  ]);
  for (const { role, digest, target, manifest } of data) {
    const before = rows.get(role);
    const one = manifest ? `minted ${short(manifest)}` : short(digest);
    rows.set(role, before === undefined ? one : `${before}, ${one}`);
    if (role === "train") rows.set("target", target ?? "none");
  }
  for (const [name, value] of Object.entries(framework?.config ?? {})) rows.set(`config.${name}`, write(value));
  rows.set("seed", String(seed));
  rows.set("profile", profile);
  return rows;
}

const LABELS: Record<string, string> = {
  framework: "Framework",
  train: "Data",
  labels: "Labels",
  testLabels: "Test labels",
  test: "Test data",
  parent: "Learned from",
  module: "Module",
  target: "Target",
  seed: "Seed",
  profile: "Profile",
};

/** What runs were asked for differently: a row for each thing that not all share. */
export function differingSettings(specs: readonly (JobSpec | undefined)[]): Row[] {
  const all = specs.map((spec) => spec && asked(spec));
  const names = [...new Set(all.flatMap((one) => [...(one?.keys() ?? [])]))];
  return names.flatMap((name) => {
    const missing = name.startsWith("config.") ? DEFAULT : "none";
    const values = all.map((one) => (one ? (one.get(name) ?? missing) : "…"));
    const known = new Set(all.flatMap((one) => (one ? [one.get(name) ?? missing] : [])));
    return known.size < 2 ? [] : [{ name: LABELS[name] ?? name.replace(/^config\./, ""), values }];
  });
}
