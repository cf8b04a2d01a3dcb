import { refereesAbi, voteCommitment } from "@blacktail/sdk";
import { type Address, type Hex, keccak256, parseEventLogs, sha256, toBytes } from "viem";
import type { World } from "./world.ts";

/** Seconds after its opening at which a panel's seats are taken: by then the tickets of all referees are eligible. */
const SEATED_AFTER = 3_500;

/** Gas of all calls of a panel that was just opened: each member sits, commits and reveals the same vote, then the panel is counted. */
export async function panelGas(world: World, panelId: bigint, members: Address[], vote: number): Promise<number> {
  const { contracts, publicClient, gasOf, tick, mine } = world;
  const { Referees } = contracts;
  const [opened] = parseEventLogs({
    abi: refereesAbi,
    eventName: "PanelOpened",
    logs: await publicClient.getContractEvents({
      address: Referees.address,
      abi: refereesAbi,
      eventName: "PanelOpened",
      args: { panelId },
      fromBlock: 0n,
    }),
  });
  if (!opened) throw new Error(`Panel ${panelId} was not opened.`);
  const { parties } = opened.args;
  const reason = sha256(toBytes("what was compared"));
  const salt = keccak256(toBytes("a referee's salt"));
  let gas = 0;
  const add = async (send: () => Promise<Hex>, after = 1) => {
    await tick(after);
    gas += await gasOf(send());
  };

  await mine();
  for (const [index, member] of members.entries()) {
    const wait = index === 0 ? SEATED_AFTER : 1;
    await add(() => Referees.write.sit([panelId, member, parties], { account: member }), wait);
  }
  for (const member of members) {
    const commitment = voteCommitment({ panelId, member, vote, reason, salt });
    await add(() => Referees.write.commit([panelId, member, commitment], { account: member }));
  }
  for (const member of members) {
    await add(() => Referees.write.reveal([panelId, member, vote, reason, salt], { account: member }));
  }
  await add(() => Referees.write.advance([panelId], { account: world.parties.challenger }));
  return gas;
}
