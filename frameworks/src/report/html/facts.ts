import { formatBytes, formatNumber } from "./format.ts";
import type { ReportInput } from "./input.ts";
import { type Markup, markup } from "./markup.ts";
import { panel } from "./panel.ts";

/** Everything from which the run can be done again: data, seed, settings, versions. */
export function factsPanel({ manifest, runtime }: ReportInput): Markup {
  const { framework, data, split, seed, profile, artifact, parents = [] } = manifest;
  const settings = Object.entries(framework.config).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const facts: [string, Markup | string][] = [
    ["Framework", `${framework.family}/${framework.name} ${framework.version}`],
    ["Settings", settings.length === 0 ? "all by default" : markup`<pre>${settings.join("\n")}</pre>`],
    ["Seed", String(seed)],
    ...(split === undefined
      ? []
      : ([
          [
            "Split",
            `${formatNumber(split.train)} to learn from, ${formatNumber(split.validation)} to choose by, ${formatNumber(split.test)} to measure on`,
          ],
        ] as [string, string][])),
    ...data.map(({ role, digest }): [string, Markup] => [`Input: ${role}`, markup`<code>${digest}</code>`]),
    ...parents.map((digest): [string, Markup] => ["Derives from", markup`<code>${digest}</code>`]),
    ["Model", markup`<code>${artifact.digest}</code> (${formatBytes(artifact.size)})`],
    ["Profile", profile],
    ...(runtime === undefined
      ? []
      : ([
          [
            "Computed by",
            `${runtime.name} ${runtime.version}, ${runtime.executionProvider}, threads: ${runtime.threads}, ${runtime.hardware}`,
          ],
        ] as [string, string][])),
  ];
  const list = markup`<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  return panel("How to get the same model again", "", list);
}
