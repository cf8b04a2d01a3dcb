import { type Job, type JobSpec, profileIndex, stageCount } from "@blacktail/sdk";
import { type Skip, skip } from "./decide.ts";
import type { Me, ModelFacts } from "./me.ts";
import { pickDevice } from "./pickDevice.ts";

/** Below this not even the runtime itself starts and stops: a job that cannot succeed would cost the lock. */
const LEAST = { memoryMiB: 256, cpuSeconds: 5, wallSeconds: 5, outputMiB: 1 } as const;

const MIB = 1_048_576;
const no = (code: string, reason: string): Skip => skip(code, reason, true);

/** What the spec rules out for good on this worker; undefined when it can be run. */
export function refuseSpec(job: Job, spec: JobSpec, me: Me, model: ModelFacts | undefined): Skip | undefined {
  return (
    refuseTermsOf(job, spec) ??
    refuseKind(spec, me) ??
    refuseModel(job, spec, model) ??
    refuseData(spec, me) ??
    refuseLimits(job, spec, me)
  );
}

/** What terms and spec both say must be the same. */
function refuseTermsOf({ terms }: Job, spec: JobSpec): Skip | undefined {
  const stages = stageCount(terms);
  if (spec.stages.length !== stages)
    return no("stages", `its spec has ${spec.stages.length} stages, its terms pay ${stages}`);
  if (profileIndex(spec.profile) !== terms.profile)
    return no("profile", `its spec has the profile ${spec.profile}, its terms the one numbered ${terms.profile}`);
  return undefined;
}

function refuseKind(spec: JobSpec, me: Me): Skip | undefined {
  if (!me.kinds.includes(spec.kind)) return no("kind", `this worker runs no ${spec.kind} jobs`);
  const device = pickDevice(spec, me.devices);
  if ("code" in device) return no(device.code, device.reason);
  if (spec.kind !== "train" && spec.stages.length !== 1)
    return no("stages", `it has ${spec.stages.length} stages, a job of kind ${spec.kind} has one`);
  const { gpuMemoryMiB, region } = spec.requires;
  if (gpuMemoryMiB !== undefined) {
    return no(
      "requires",
      `it requires ${gpuMemoryMiB} MiB of GPU memory, and nothing tells this worker how much there is`,
    );
  }
  if (region !== undefined) return no("requires", `it requires the region ${region}`);
  const brings = spec.data.some(({ role }) => role === "module");
  if (brings && !me.runsModules) return no("module", "it brings code of its own, which only a worker with bwrap runs");
  if (spec.framework === undefined || brings || frameworkOf(spec, me) !== undefined) return undefined;
  const { family, name, version } = spec.framework;
  return no("framework", `framework ${family}/${name} ${version} is not installed here`);
}

/** What the job's framework takes; undefined when it is not one of this worker's. */
function frameworkOf({ framework }: JobSpec, me: Me): Me["frameworks"][number] | undefined {
  return me.frameworks.find(
    ({ family, name, version }) =>
      family === framework?.family && name === framework.name && version === framework.version,
  );
}

/** The model that is run must be the model that is paid its royalty. */
function refuseModel({ terms }: Job, spec: JobSpec, model: ModelFacts | undefined): Skip | undefined {
  const named = spec.model === undefined ? 0n : BigInt(spec.model.tokenId);
  if (named !== terms.modelId) return no("model", `its spec uses model ${named}, its terms pay model ${terms.modelId}`);
  if (spec.model === undefined) return undefined;
  if (spec.kind === "train") return no("model", "training that starts from a model is not supported");
  if (!(model?.versions ?? []).includes(spec.model.digest)) {
    return no("model", `manifest ${spec.model.digest} is no version of model ${named}`);
  }
  return undefined;
}

function refuseData(spec: JobSpec, me: Me): Skip | undefined {
  const bytes = spec.data.reduce((sum, { size }) => sum + size, 0);
  if (bytes > me.limits.dataMiB * MIB) {
    return no("data", `its inputs have ${bytes} bytes, the most accepted is ${me.limits.dataMiB} MiB`);
  }
  for (const role of ["train", "test", "input", "labels", "testLabels", "module"] as const) {
    const count = countOf(spec, role);
    if (count > 1) return no("data", `it has ${count} inputs of the role ${role}, one is supported`);
  }
  return spec.kind === "train" ? refuseTraining(spec, me) : undefined;
}

/** What its framework cannot do without, or cannot read. A framework that the job brings knows for itself. */
function refuseTraining(spec: JobSpec, me: Me): Skip | undefined {
  const framework = frameworkOf(spec, me);
  if (framework === undefined) return undefined;
  const { formats, target, parents } = framework;
  for (const { role, format } of spec.data) {
    if (role !== "train" && role !== "test") continue;
    if (!formats.includes(format)) return no("data", `its framework reads ${formats.join(" or ")}, not ${format}`);
  }
  const table = spec.data.find(({ role }) => role === "train");
  if (target === "required" && table?.target === undefined) return no("data", "its training data names no target");
  if (parents === "required" && countOf(spec, "parent") === 0) return no("data", "it names no model to start from");
  return undefined;
}

const countOf = ({ data }: JobSpec, role: JobSpec["data"][number]["role"]): number =>
  data.filter((input) => input.role === role).length;

function refuseLimits({ terms }: Job, { limits }: JobSpec, me: Me): Skip | undefined {
  for (const key of ["memoryMiB", "cpuSeconds", "wallSeconds", "outputMiB"] as const) {
    if (limits[key] < LEAST[key]) {
      return no("limits", `it may use ${key} ${limits[key]}, at least ${LEAST[key]} are needed`);
    }
    if (limits[key] > me.limits[key]) {
      return no("limits", `it may use ${key} ${limits[key]}, the most accepted is ${me.limits[key]}`);
    }
  }
  const needed = limits.wallSeconds + me.marginSeconds;
  if (terms.workPeriod < needed) {
    return no("period", `its work period is ${terms.workPeriod} s, running and submitting may take ${needed} s`);
  }
  return undefined;
}
