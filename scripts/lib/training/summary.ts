import type { TrainResult } from "@blacktail/frameworks";
import type { JobSpec } from "@blacktail/sdk";
import pc from "picocolors";
import { plain, table } from "../output.ts";
import { plotCurves } from "./plot.ts";
import type { RunFiles } from "./writeRun.ts";

/** What a training gave, for people: a plot, the metrics, what is to be heeded, and where things lie. */
export function summary(spec: JobSpec, trained: TrainResult, files: RunFiles, seconds: number): string {
  const { metrics, split, runtime, warnings, report } = trained;
  const [sample] = report.samples ?? [];
  const parts = [
    plotCurves(report),
    table([
      ...Object.entries(metrics).map(([name, value]): [string, string] => [
        name,
        pc.bold(String(Number(value.toPrecision(4)))),
      ]),
      ["split", `${split.train} to learn from, ${split.validation} to choose by, ${split.test} to measure on`],
      ["framework", `${spec.framework?.family}/${spec.framework?.name} ${spec.framework?.version}, seed ${spec.seed}`],
      [
        "computed by",
        `${runtime.executionProvider}, ${runtime.threads} thread${runtime.threads === 1 ? "" : "s"}, ${seconds} s`,
      ],
    ]),
    sample === undefined ? undefined : `  ${pc.dim("sample")}\n${indent(`${pc.dim(sample.prompt)}${sample.text}`)}`,
    warnings.map((warning) => `  ${pc.yellow("!")} ${plain(warning)}`).join("\n"),
    table([
      ["model", trained.artifactPath],
      ["digest", trained.digest],
      ["report", files.html],
      ["spec", files.spec],
      ...(files.huggingFace === undefined ? [] : [["hugging face", files.huggingFace] as const]),
      ...(trained.checkpointPath === undefined ? [] : [["checkpoint", trained.checkpointPath] as const]),
    ]),
  ];
  return parts.filter(Boolean).join("\n\n");
}

const indent = (text: string) => text.slice(0, 600).replaceAll(/^/gm, "    ");
