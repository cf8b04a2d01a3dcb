import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { reportHtml, type TrainResult } from "@blacktail/frameworks";
import { canonicalJson, type JobSpec } from "@blacktail/sdk";

/** The files that a training leaves beside model.onnx. */
export type RunFiles = { manifest: string; spec: string; report: string; html: string };

/** Writes what is known about a training next to its model: manifest, spec (in the form that is digested), report as JSON and as a page. */
export async function writeRun(folder: string, spec: JobSpec, trained: TrainResult): Promise<RunFiles> {
  const { manifest, report, runtime, warnings } = trained;
  const files = {
    manifest: resolve(folder, "manifest.json"),
    spec: resolve(folder, "spec.json"),
    report: resolve(folder, "report.json"),
    html: resolve(folder, "report.html"),
  };
  await writeFile(files.manifest, `${JSON.stringify({ ...manifest, runtime }, null, 2)}\n`);
  await writeFile(files.spec, canonicalJson(spec));
  await writeFile(files.report, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(files.html, reportHtml({ manifest: { ...manifest, warnings }, report, runtime }));
  return files;
}
