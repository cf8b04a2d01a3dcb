import type { TaskInfo } from "@blacktail/sdk";
import { frameworkInfo } from "@blacktail/sdk/families";
import { calibrationPanel } from "./html/calibration.ts";
import { confusionPanel } from "./html/confusion.ts";
import { curvePanels } from "./html/curves.ts";
import { factsPanel } from "./html/facts.ts";
import { formatNumber } from "./html/format.ts";
import { importancePanel } from "./html/importance.ts";
import type { ReportInput } from "./html/input.ts";
import { Markup, markup } from "./html/markup.ts";
import { panel } from "./html/panel.ts";
import { scatterPanel } from "./html/scatter.ts";
import { STYLE } from "./html/style.ts";

/**
 * A training's report as one page that needs nothing else: no network, no scripts, drawings inside. Every text in it is escaped.
 *
 * @example
 * await writeFile("report.html", reportHtml({ manifest, report }));
 */
export function reportHtml(input: ReportInput): string {
  const { manifest, report } = input;
  const { framework, metrics, warnings = [] } = manifest;
  const info = frameworkInfo(framework.family, framework.name);
  const title = manifest.name ?? titleOf(manifest.task);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} · Blacktail</title>
<style>${new Markup(STYLE)}</style>
</head>
<body><main>
<header><p class="brand">Blacktail training report</p>
<h1>${title}</h1>
<p class="sub">${info?.title ?? framework.name} · ${framework.family}/${framework.name} ${framework.version} · ${inputOf(manifest.task)}</p></header>
<dl class="metrics">${Object.entries(metrics).map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${formatNumber(value)}</dd></div>`,
  )}</dl>
${warnings.length === 0 ? undefined : panel("Notes", "", markup`<ul class="warnings">${warnings.map((text) => markup`<li>${text}</li>`)}</ul>`)}
<div class="charts">
${curvePanels(report.curves)}
${report.confusion && confusionPanel(report.confusion)}
${report.calibration && calibrationPanel(report.calibration)}
${report.importance && importancePanel(report.importance)}
${report.scatter && scatterPanel(report.scatter)}
</div>
${report.samples === undefined || report.samples.length === 0 ? undefined : samplesPanel(report.samples)}
${factsPanel(input)}
</main></body>
</html>
`;
  return page.text;
}

function samplesPanel(samples: readonly { prompt: string; text: string }[]): Markup {
  const texts = samples.map(({ prompt, text }) => markup`<div class="sample"><b>${prompt}</b>${text}</div>`);
  return panel("What the model writes", "", markup`${texts}`);
}

function titleOf({ kind, target }: TaskInfo): string {
  const titles: Record<TaskInfo["kind"], string> = {
    classification: target === undefined ? "Tells images apart" : `Predicts “${target}”`,
    regression: target === undefined ? "Estimates a quantity" : `Estimates “${target}”`,
    clustering: "Groups rows",
    embedding: "Describes rows by few numbers",
    anomaly: "Finds unusual rows",
    generation: "Writes text",
    control: "Acts in an environment",
  };
  return titles[kind];
}

function inputOf({ columns = [], image, text, classes }: TaskInfo): string {
  const ends = classes === undefined ? "" : `, ${classes.length} classes`;
  if (image !== undefined) return `images of ${image.width} × ${image.height}${ends}`;
  if (text !== undefined) return `text, ${formatNumber(text.context)} tokens of context`;
  return `${columns.length} ${columns.length === 1 ? "column" : "columns"}${ends}`;
}
