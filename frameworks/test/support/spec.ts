import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { digestToCid, JobSpec } from "@blacktail/sdk";

/** A folder that is gone when the test file has run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "blacktail-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeCsv(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A training job on local files, checked against the schema that workers check. */
export function trainJob({
  path,
  framework = "supervised/tabular",
  format = "csv",
  target,
  testPath,
  seed = 1,
  config = {},
  limits = {},
}: {
  path: string;
  framework?: string;
  format?: "csv" | "text";
  target?: string;
  testPath?: string;
  seed?: number;
  config?: Record<string, unknown>;
  limits?: Partial<JobSpec["limits"]>;
}): { spec: JobSpec; inputs: Map<string, string> } {
  const inputs = new Map<string, string>();
  const data = [{ path, role: "train" as const }, ...(testPath ? [{ path: testPath, role: "test" as const }] : [])].map(
    (file) => {
      const bytes = readFileSync(file.path);
      const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
      inputs.set(digest, file.path);
      return {
        role: file.role,
        format,
        ...(target && { target }),
        digest,
        cid: digestToCid(digest),
        size: bytes.length,
      };
    },
  );
  const spec = specOf({
    framework,
    data,
    config,
    seed,
    limits: { memoryMiB: 1_024, cpuSeconds: 120, wallSeconds: 120, outputMiB: 16, ...limits },
  });
  return { spec, inputs };
}

/** A training job's specification, as it reaches a worker; also one that `trainingSpec` would refuse to make. */
export function specOf({
  framework,
  config,
  ...parts
}: {
  framework: string;
  data: readonly unknown[];
  config: Record<string, unknown>;
  seed: number;
  limits: JobSpec["limits"];
}): JobSpec {
  const [family, name] = framework.split("/");
  return JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family, name, version: "1.0.0", config },
    profile: "fp32-cpu",
    stages: [{}],
    requires: {},
    accept: {},
    ...parts,
  });
}

/** Matches a BlacktailError by code, and its sentence by a pattern. */
export const withCode =
  (code: string, message = /./) =>
  (error: unknown): boolean => {
    const { code: actual, message: text, fix } = error as { code?: string; message: string; fix?: string };
    if (actual !== code || !message.test(text) || !fix)
      throw new Error(`expected ${code} ${message}, got ${actual}: ${text}`);
    return true;
  };
