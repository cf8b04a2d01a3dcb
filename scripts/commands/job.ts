import type { Command } from "commander";
import { jobCancelCommand } from "./jobCancel.ts";
import { jobShowCommand } from "./jobShow.ts";
import { jobSubmitCommand } from "./jobSubmit.ts";

/** `blacktail job`: what the network is asked to do. */
export function jobCommand(program: Command): void {
  const job = program
    .command("job")
    .description("show a job, submit a training as one, or take it back")
    .usage("<id> | show <id> | submit | cancel <id>");
  for (const add of [jobShowCommand, jobSubmitCommand, jobCancelCommand]) add(job);
}
