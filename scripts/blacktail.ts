/** `npm run blacktail -- COMMAND`: the terminal's way to everything. */
import { Command } from "commander";
import { canaryCommand } from "./commands/canary.ts";
import { exportCommand } from "./commands/export.ts";
import { familiesCommand } from "./commands/families.ts";
import { faucetCommand } from "./commands/faucet.ts";
import { inferCommand } from "./commands/infer.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { jobCommand } from "./commands/job.ts";
import { statusCommand } from "./commands/status.ts";
import { trainCommand } from "./commands/train.ts";
import { fail } from "./lib/output.ts";

const program = new Command("blacktail")
  .description("Train, own, sell, license and use AI models.")
  .showHelpAfterError("(--help lists what there is)");
for (const add of [
  trainCommand,
  familiesCommand,
  inferCommand,
  exportCommand,
  inspectCommand,
  jobCommand,
  statusCommand,
  faucetCommand,
  canaryCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
