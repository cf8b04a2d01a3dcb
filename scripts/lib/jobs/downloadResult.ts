import { createWriteStream } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { reportHtml } from "@blacktail/frameworks";
import {
  BlacktailError,
  canonicalJson,
  type JobSpec,
  type Output,
  type RunReport,
  type Storage,
  TrainingReport,
} from "@blacktail/sdk";

/**
 * Fetches what a training job made, checked against its digests, into a folder like one that `train --out` makes.
 * @param options.run How the provider says that it ran the job.
 * @returns the model's path and digest
 */
export async function downloadResult(
  storage: Storage,
  { spec, output, jobId, run }: { spec: JobSpec; output: Output; jobId: bigint; run: RunReport | undefined },
  folder: string,
): Promise<{ artifact: string; digest: `0x${string}` }> {
  const { model, report: reportArtifact } = output.artifacts;
  const { task, metrics, split } = output;
  const { framework } = spec;
  if (model === undefined || task === undefined || framework === undefined) {
    throw new BlacktailError({
      code: "CLI_NO_MODEL",
      message: `The output of job ${jobId} has no model.`,
      fix: "Challenge the job, or let it be: `blacktail job show` tells until when.",
    });
  }
  await mkdir(folder, { recursive: true });
  const artifact = resolve(folder, "model.onnx");
  await pipeline(Readable.from(storage.stream(model)), createWriteStream(`${artifact}.partial`));
  await rename(`${artifact}.partial`, artifact);
  const report =
    reportArtifact === undefined
      ? TrainingReport.parse({ v: 1, curves: [] })
      : await storage.getJson(TrainingReport, reportArtifact);
  const manifest = {
    task,
    artifact: { digest: model.digest, size: model.size },
    framework,
    metrics,
    data: spec.data.map(({ role, digest }) => ({ role, digest })),
    ...(split === undefined ? {} : { split }),
    seed: spec.seed,
    profile: spec.profile,
    parents: spec.data.flatMap((input) => input.manifest ?? []),
  };
  const runtime = run === undefined ? undefined : runtimeOf(run);
  await writeFile(join(folder, "manifest.json"), `${JSON.stringify({ ...manifest, runtime }, null, 2)}\n`);
  await writeFile(join(folder, "spec.json"), canonicalJson(spec));
  await writeFile(join(folder, "output.json"), canonicalJson(output));
  await writeFile(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, "report.html"), reportHtml({ manifest, report, runtime }));
  return { artifact, digest: model.digest };
}

/** As a training on this machine tells it. */
function runtimeOf({ runtime: { name, version }, executionProvider, threads, hardware }: RunReport) {
  return { name, version, executionProvider, threads, hardware };
}
