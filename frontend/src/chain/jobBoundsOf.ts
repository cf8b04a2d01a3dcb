import { addressesOf, type JobBounds, jobBounds } from "@blacktail/sdk";
import type { Config } from "../config/schema.ts";
import { publicClientOf } from "./publicClientOf.ts";

/** What the configured deployment lets a job ask for. */
export const jobBoundsOf = (config: Config): Promise<JobBounds> =>
  jobBounds(publicClientOf(config), addressesOf(config.chainId));
