import { JobSpec, Output, TrainingReport } from "@blacktail/sdk";
import { useQueries } from "@tanstack/react-query";
import { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";
import { job, jobFields } from "./jobs.ts";
import { bytes } from "./scalars.ts";
import { storedQuery } from "./storedQuery.ts";
import { useSubgraph } from "./useSubgraph.ts";

const run = job
  .extend({
    specCid: z.string(),
    resultCid: z.string().nullable(),
    stages: z.array(z.object({ outputCid: z.string().nullable() })),
    assignments: z.array(z.object({ provider: z.object({ id: bytes, endpoint: z.string() }) })),
  })
  // The newest result there is: the one that stands, or what the last settled stage ended with.
  .transform(({ resultCid, stages, assignments, ...rest }) => ({
    ...rest,
    outputCid: resultCid ?? stages.findLast(({ outputCid }) => outputCid)?.outputCid ?? null,
    provider: assignments[0]?.provider,
  }));
const list = z.object({ jobs: z.array(run) }).transform(({ jobs }) => jobs);

/** A training job with what storage knows of it so far. */
export type Run = z.output<typeof run> & {
  spec: JobSpec | undefined;
  output: Output | undefined;
  report: TrainingReport | undefined;
  /** Whether a document is still on its way. */
  isPending: boolean;
  /** The first document that could not be read. */
  error: Error | undefined;
};

/** The training jobs of these ids, in their order, with their specifications, results and reports. */
export function useRuns(ids: readonly string[]) {
  const config = useConfig();
  const query = `query Runs($ids: [ID!]!) {
    jobs(where: { id_in: $ids, modelId: "0" }, first: 20) {
      ${jobFields} specCid resultCid stages(first: 32, orderBy: number) { outputCid }
      assignments(first: 1, orderBy: claimedAt, orderDirection: desc) { provider { id endpoint } }
    }
  }`;
  const found = useSubgraph("runs", query, list, { ids }, { enabled: ids.length > 0, refetchInterval: 3_000 });
  const jobs = ids.flatMap((id) => found.data?.find((each) => each.id === id) ?? []);
  const specs = useQueries({ queries: jobs.map(({ specCid }) => storedQuery(config, specCid, JobSpec)) });
  const outputs = useQueries({ queries: jobs.map(({ outputCid }) => storedQuery(config, outputCid, Output)) });
  const reports = useQueries({
    queries: jobs.map((_, at) => storedQuery(config, outputs[at]?.data?.artifacts.report?.cid, TrainingReport)),
  });
  const runs = jobs.map((each, at): Run => {
    const parts = [specs[at], outputs[at], reports[at]];
    return {
      ...each,
      spec: specs[at]?.data,
      output: outputs[at]?.data,
      report: reports[at]?.data,
      isPending: parts.some((part) => part?.isLoading),
      error: parts.find((part) => part?.error)?.error ?? undefined,
    };
  });
  return { runs, query: found };
}
