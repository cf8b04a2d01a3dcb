import { type JobSpec, Output } from "@blacktail/sdk";
import type { JobDetail } from "../data/jobs.ts";
import { useStored } from "../data/useStored.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { mintModelFlow } from "../flows/mintModel.ts";
import { formatBytes } from "../lib/formatBytes.ts";
import { same } from "../lib/same.ts";
import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { Download } from "../ui/Download.tsx";
import { Metrics } from "../ui/Metrics.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

const extensions: Record<string, string> = { model: "onnx", checkpoint: "onnx", predictions: "csv", report: "json" };

/** What the provider attested: metrics, artifacts, and the way to a token. */
export function JobResult({ job, spec }: { job: JobDetail; spec: JobSpec | undefined }) {
  const output = useStored(job.outputCid, Output);
  if (!job.outputCid) return null;
  return (
    <Section
      title="Result"
      aside={
        <Badge tone={job.status === "Done" ? "good" : "accent"}>
          {job.status === "Done" ? "paid" : "attested, not final"}
        </Badge>
      }
    >
      <QueryState query={output} label="the result">
        {(found) => (
          <div className="grid gap-6">
            {Object.keys(found.metrics).length > 0 && <Metrics metrics={Object.entries(found.metrics)} />}
            <ul className="grid gap-2">
              {Object.entries(found.artifacts).map(
                ([name, artifact]) =>
                  artifact && (
                    <li key={name}>
                      <Download artifact={artifact} name={`job-${job.id}-${name}.${extensions[name] ?? "bin"}`}>
                        Download {name} ({formatBytes(artifact.size)})
                      </Download>
                    </li>
                  ),
              )}
            </ul>
            <Mint job={job} spec={spec} output={found} />
          </div>
        )}
      </QueryState>
    </Section>
  );
}

function Mint({ job, spec, output }: { job: JobDetail; spec: JobSpec | undefined; output: Output }) {
  const open = useFlow();
  const { address } = useWallet();
  if (job.status !== "Done" || spec?.kind !== "train" || !output.artifacts.model || !job.outputCid) return null;
  if (!same(address, job.requester))
    return <p className="text-sm text-muted">The account that posted this job can mint its model.</p>;
  const { specCid, outputCid, id: jobId } = job;
  const target = output.task?.target;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-accent-soft p-4">
      <p>Own it as a token: sell it, and earn on each use.</p>
      <Button
        onClick={() =>
          open(mintModelFlow, { jobId, specCid, outputCid, ...(target && { name: `Predicts ${target}` }) })
        }
      >
        Mint this model
      </Button>
    </div>
  );
}
