import { isFinal } from "@blacktail/sdk";
import { z } from "zod";
import { eventFields, jobEvent } from "./jobEvents.ts";
import { disputeFields } from "./jobPanel.ts";
import { jobFields } from "./jobs.ts";
import { jobOfWords, jobWords, wordFields } from "./jobWords.ts";
import { jobStage, jobWork, stageFields, workFields } from "./jobWork.ts";
import { integer } from "./scalars.ts";
import { RARELY, useSubgraph } from "./useSubgraph.ts";

const detail = z
  .object({
    job: jobWords
      .extend({
        specCid: z.string(),
        resultCid: z.string().nullable(),
        left: integer,
        toProviders: integer,
        fees: integer,
        returned: integer,
        usePaid: integer,
        stages: z.array(jobStage),
        assignments: z.array(jobWork),
        events: z.array(jobEvent).transform((events) => events.toReversed()),
      })
      .transform((indexed) => ({ ...indexed, words: jobOfWords(indexed) }))
      .nullable(),
  })
  .transform(({ job }) => job);

/** A job with all that its page shows. `words` is the SDK's form of it; `assignments` are newest first, `events` oldest first. */
export type JobDetail = NonNullable<z.output<typeof detail>>;

/** One job with its stages, work, disputes and timeline, asked again every 1.5 seconds while it goes on; null when the index knows none of that id. */
export function useJob(id: string) {
  const query = `query Job($id: ID!) {
    job(id: $id) {
      ${jobFields} ${wordFields}
      specCid resultCid left toProviders fees returned usePaid
      seated { ${workFields} }
      dispute { ${disputeFields} }
      stages(first: 32, orderBy: number) { ${stageFields} }
      assignments(first: 200, orderBy: claimedAt, orderDirection: desc) { ${workFields} }
      events(first: 300, orderBy: number, orderDirection: desc) { ${eventFields} }
    }
  }`;
  const refetchInterval = (job?: JobDetail | null) => (job && isFinal(job.words.status) ? RARELY : 1_500);
  return useSubgraph("job", query, detail, { id }, { refetchInterval });
}
