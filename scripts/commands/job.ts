import type { Command } from "commander";
import { jobShowCommand } from "./jobShow.ts";
import { jobSubmitCommand } from "./jobSubmit.ts";

/** `blacktail job`: what the network is asked to do. */
export function jobCommand(program: Command): void {
  const job = program
    .command("job")
    .description("show a job, or submit a training as one")
    .usage("<id> | show <id> | submit");
  for (const add of [jobShowCommand, jobSubmitCommand]) add(job);
}
