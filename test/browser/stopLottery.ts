import { addressesOf } from "@blacktail/sdk";
import { setAuditRate } from "../../sdk/test/support/setAuditRate.ts";
import { clientsOf } from "./clientsOf.ts";
import { DEPLOYER, readStack } from "./stackInfo.ts";

/** Keeps the audit's lot from results that tests wait for: where it falls is chance. */
export async function stopLottery(): Promise<void> {
  await setAuditRate({ ...clientsOf(DEPLOYER), addresses: addressesOf(readStack().chainId) }, 0);
}
