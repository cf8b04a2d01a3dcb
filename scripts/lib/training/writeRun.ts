import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { exportHuggingFace, reportHtml, type TrainResult } from "@blacktail/frameworks";
import { canonicalJson, type JobSpec } from "@blacktail/sdk";

/** The files that a training leaves beside model.onnx. */
export type RunFiles = { manifest: string; spec: string; report: string; html: string; huggingFace?: string };

/** Writes what is known about a training next to its model: manifest, spec (in the form that is digested), report as JSON and as a page; of a language model also its Hugging Face layout. */
export async function writeRun(folder: string, spec: JobSpec, trained: TrainResult): Promise<RunFiles> {
  const { manifest, report, runtime, warnings, task } = trained;
  const files: RunFiles = {
    manifest: resolve(folder, "manifest.json"),
    spec: resolve(folder, "spec.json"),
    report: resolve(folder, "report.json"),
    html: resolve(folder, "report.html"),
  };
  await writeFile(files.manifest, `${JSON.stringify({ ...manifest, runtime }, null, 2)}\n`);
  await writeFile(files.spec, canonicalJson(spec));
  await writeFile(files.report, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(files.html, reportHtml({ manifest: { ...manifest, warnings }, report, runtime }));
  if (task.kind === "generation") {
    files.huggingFace = resolve(folder, "huggingface");
    await exportHuggingFace({ modelPath: trained.artifactPath, outDir: files.huggingFace });
  }
  return files;
}
