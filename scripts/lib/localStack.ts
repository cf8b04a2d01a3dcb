import { BlacktailError } from "@blacktail/sdk";
import type { StackInfo } from "../stack/info.ts";
import { stackOptions } from "../stack/options.ts";
import { runningStack } from "../stack/stack.ts";

/**
 * Where the running local stack answers.
 * @throws BlacktailError `CLI_NO_STACK`
 */
export function localStack(dataDir?: string): StackInfo {
  const options = stackOptions(dataDir === undefined ? {} : { dataDir });
  const info = runningStack(options.dataDir);
  if (info) return info;
  throw new BlacktailError({
    code: "CLI_NO_STACK",
    message: `No stack runs on ${options.dataDir}.`,
    fix: "Start one with npm start in another terminal, or give --data-dir.",
  });
}
