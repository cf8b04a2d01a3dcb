/**
 * `npm run bench:market [-- --json]`: how fast the market is, with real workers on a chain and a store of their own.
 *
 * jobsPerMinute        how many small trainings are paid a minute when many are posted at once, from the first posted to the last submitted.
 * blocksBeyondWindows  median number of blocks from posting to payment that are not the protocol's own waiting, of jobs posted one at a time.
 *                      Two are the least: one for the claim as soon as a ticket allows it, one for the result; the payment is due when
 *                      the challenge window has ended, and counts only if it is later than the first block after that.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseOptions } from "../lib/options.ts";
import { scratchFolder } from "../lib/scratch.ts";
import { ROOT } from "../stack/options.ts";
import { type JobTimes, jobTimes } from "./market/jobTimes.ts";
import { median } from "./market/median.ts";
import { openMarket } from "./market/openMarket.ts";
import { postJobs } from "./market/postJobs.ts";
import { untilPaid } from "./market/untilPaid.ts";

const { values } = parseOptions(
  `npm run bench:market [-- --json] [--workers 8] [--jobs 16] [--block-time 4] [--port-base 28600]

Jobs a minute, and blocks from posting to payment beyond the protocol's own windows. --jobs is how many are posted at once;
a third as many are posted one at a time before. --block-time is in seconds.`,
  {
    json: { type: "boolean", default: false },
    workers: { type: "string", default: "8" },
    jobs: { type: "string", default: "16" },
    "block-time": { type: "string", default: "4" },
    "port-base": { type: "string", default: "28600" },
  },
);
const jobs = Number(values.jobs);

const build = spawnSync(process.execPath, [join(ROOT, "scripts/build.ts"), "contracts"], { stdio: ["ignore", 2, 2] });
if (build.status !== 0) process.exit(1);
const { dir, remove } = scratchFolder("market");
const market = await openMarket({
  dir,
  portBase: Number(values["port-base"]),
  workers: Number(values.workers),
  blockTime: Number(values["block-time"]),
});
try {
  const single: JobTimes["blocks"][] = [];
  for (let turn = 0; turn < Math.max(1, Math.round(jobs / 3)); turn++) {
    const [jobId] = await postJobs(market, 1, turn);
    if (jobId === undefined) throw new Error("No job was posted.");
    await untilPaid(market, [jobId]);
    single.push((await jobTimes(market, jobId)).blocks);
  }
  const many = await postJobs(market, jobs, single.length);
  await untilPaid(market, many);
  const times = await Promise.all(many.map((jobId) => jobTimes(market, jobId)));
  const seconds =
    Math.max(...times.map(({ submittedAt }) => submittedAt)) - Math.min(...times.map(({ postedAt }) => postedAt));
  const result = {
    jobsPerMinute: Number(((jobs * 60) / seconds).toFixed(1)),
    blocksBeyondWindows: median(single.map((blocks) => blocks.reduce((sum, part) => sum + part, 0))),
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `jobs a minute           ${result.jobsPerMinute}  (${jobs} at once, ${values.workers} workers)\nblocks beyond windows   ${result.blocksBeyondWindows}  (median of ${single.length} jobs; blocks of ${values["block-time"]} s)\n  to claim + compute + pay  ${single.map((blocks) => blocks.join("+")).join("  ")}`,
    );
} finally {
  await market.stop();
  remove();
}
