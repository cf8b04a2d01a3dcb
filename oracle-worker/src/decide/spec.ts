import type { Job, JobSpec } from "@blacktail/sdk";
import { type Skip, skip } from "./decide.ts";
import type { Me, ModelFacts } from "./me.ts";

/** Below this not even the runtime itself starts and stops: a job that cannot succeed would cost the lock. */
const LEAST = { memoryMiB: 256, cpuSeconds: 5, wallSeconds: 5, outputMiB: 1 } as const;

const MIB = 1_048_576;
const no = (code: string, reason: string): Skip => skip(code, reason, true);

/** What the spec rules out for good on this worker; undefined when it can be run. */
export function refuseSpec(job: Job, spec: JobSpec, me: Me, model: ModelFacts | undefined): Skip | undefined {
  return refuseKind(spec, me) ?? refuseModel(job, spec, model) ?? refuseData(spec, me) ?? refuseLimits(job, spec, me);
}

function refuseKind(spec: JobSpec, me: Me): Skip | undefined {
  if (!me.kinds.includes(spec.kind)) return no("kind", `this worker runs no ${spec.kind} jobs`);
  if (!me.profiles.includes(spec.profile)) return no("profile", `profile ${spec.profile} is not supported`);
  if (spec.stages.length !== 1) return no("stages", `it has ${spec.stages.length} stages, one is supported`);
  const { ep, gpuMemoryMiB, region } = spec.requires;
  if (ep !== undefined && !me.executionProviders.includes(ep)) {
    return no("requires", `it requires the execution provider ${ep}`);
  }
  if (gpuMemoryMiB !== undefined) return no("requires", `it requires ${gpuMemoryMiB} MiB of GPU memory`);
  if (region !== undefined) return no("requires", `it requires the region ${region}`);
  if (spec.framework === undefined) return undefined;
  const { family, name, version } = spec.framework;
  const isKnown = me.frameworks.some((own) => own.family === family && own.name === name && own.version === version);
  return isKnown ? undefined : no("framework", `framework ${family}/${name} ${version} is not installed here`);
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
  const main = spec.data.filter(({ role }) => role === (spec.kind === "train" ? "train" : "input"));
  if (main.length !== 1) return no("data", `it has ${main.length} inputs of its main role, one is supported`);
  if (spec.kind === "train" && main[0]?.target === undefined) return no("data", "its training data names no target");
  return undefined;
}

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
