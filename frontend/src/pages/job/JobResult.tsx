import { type JobSpec, Output } from "@blacktail/sdk";
import type { JobDetail } from "../../data/jobDetail.ts";
import { useStored } from "../../data/useStored.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { mintModelFlow } from "../../flows/mintModel.ts";
import { formatBytes } from "../../lib/formatBytes.ts";
import { group } from "../../lib/group.ts";
import { same } from "../../lib/same.ts";
import { taskName, taskWords } from "../../lib/taskWords.ts";
import { StoredReport } from "../../report/StoredReport.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Download } from "../../ui/Download.tsx";
import { Metrics } from "../../ui/Metrics.tsx";
import { QueryState } from "../../ui/QueryState.tsx";
import { Section } from "../../ui/Section.tsx";
import { TextLink } from "../../ui/TextLink.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";

const extensions: Record<string, string> = { model: "onnx", checkpoint: "onnx", predictions: "csv", report: "json" };

/** What the provider attested: metrics, artifacts, and the way to a token. */
export function JobResult({ job, spec }: { job: JobDetail; spec: JobSpec | undefined }) {
  const cid = newestOutput(job);
  const output = useStored(cid, Output);
  if (!cid) return null;
  const done = job.status === "Done";
  const checkpoint = !done && output.data !== undefined && !output.data.artifacts.model && spec?.kind === "train";
  return (
    <Section
      title={checkpoint ? `Checkpoint after stage ${(output.data?.stage ?? 0) + 1}` : "Result"}
      aside={
        <span className="flex items-center gap-3">
          {spec?.kind === "train" && (
            <TextLink to={`/train/compare?jobs=${job.id}`} className="text-sm">
              Compare
            </TextLink>
          )}
          <Standing job={job} />
        </span>
      }
    >
      <QueryState query={output} label="the result">
        {(found) => (
          <div className="grid grid-cols-1 gap-6">
            {found.task && (
              <p>
                {taskWords(found.task.kind, found.task.target).replace(/^./, (first) => first.toUpperCase())}.
                {found.split && (
                  <span className="text-muted">
                    {" "}
                    Learned from {group(found.split.train)}, chosen by {group(found.split.validation)}, measured on{" "}
                    {group(found.split.test)}.
                  </span>
                )}
              </p>
            )}
            {Object.keys(found.metrics).length > 0 && <Metrics metrics={Object.entries(found.metrics)} />}
            {found.artifacts.report && <StoredReport artifact={found.artifacts.report} />}
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
            <Mint job={job} spec={spec} output={found} outputCid={cid} />
          </div>
        )}
      </QueryState>
    </Section>
  );
}

/** What became of the newest result. A checkpoint is what a settled stage ended with. */
function Standing({ job: { status, resultCid } }: { job: JobDetail }) {
  if (status === "Done" || !resultCid) return <Badge tone="good">paid</Badge>;
  return status === "Refunded" ? <Badge>never paid</Badge> : <Badge tone="accent">attested, not final</Badge>;
}

/** The result that stands, or else what the last settled stage ended with. */
const newestOutput = ({ resultCid, stages }: JobDetail): string | undefined =>
  resultCid ?? stages.findLast(({ outputCid }) => outputCid !== null)?.outputCid ?? undefined;

type MintProps = { job: JobDetail; spec: JobSpec | undefined; output: Output; outputCid: string };

function Mint({ job, spec, output, outputCid }: MintProps) {
  const open = useFlow();
  const { address } = useWallet();
  if (job.status !== "Done" || spec?.kind !== "train" || !output.artifacts.model) return null;
  if (!same(address, job.requester))
    return <p className="text-sm text-muted">The account that posted this job can mint its model.</p>;
  const { specCid, id: jobId } = job;
  const name = taskName(output.task?.kind, output.task?.target);
  const parents = spec.data.filter(({ role }) => role === "parent");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-accent-soft p-4">
      <p>
        Own it as a token: sell it, and earn on each use.
        {parents.length > 0 && (
          <span className="block text-sm text-muted">
            {parents.length === 1 ? "The model" : `The ${parents.length} models`} that it learned from{" "}
            {parents.some(({ manifest }) => manifest)
              ? "will be named on its card."
              : "cannot be named: they are not minted."}
          </span>
        )}
      </p>
      <Button onClick={() => open(mintModelFlow, { jobId, specCid, outputCid, ...(name && { name }) })}>
        Mint this model
      </Button>
    </div>
  );
}
