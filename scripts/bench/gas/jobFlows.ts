import { jobSteps, type Step, TERMS } from "./jobSteps.ts";
import { panelGas } from "./panelGas.ts";
import type { World } from "./world.ts";

/** Every way of a job, with gas by step. The parties' balances are whatever earlier rounds left them. */
export async function jobFlows(world: World): Promise<Record<string, number>> {
  const gas: Record<string, number> = {};
  const steps = jobSteps(world);
  const { deployer, referees } = world.parties;
  const working = async () => steps.claim(await steps.create(TERMS));
  const pending = async () => steps.submit(await working());

  const created = await steps.create(TERMS);
  const claimed = await steps.claim(created);
  const submitted = await steps.submit(claimed);
  gas.jobCreate = created.gas;
  gas.jobClaim = claimed.gas;
  gas.jobSubmit = submitted.gas;
  gas.jobFinalize = (await steps.settle(submitted)).gas;
  gas.job1 = gas.jobCreate + gas.jobClaim + gas.jobSubmit + gas.jobFinalize;
  gas.job2 = await replicated(world, 2);
  gas.job5 = await replicated(world, 5);

  gas.jobCancel = (await steps.cancel(await steps.create(TERMS))).gas;
  gas.slashNoShow = (await steps.slashNoShow(await working())).gas;

  const challenged = await steps.challenge(await pending());
  gas.challenge = challenged.gas;
  gas.refereePanel = await panelGas(world, panelOf(challenged), [...referees], 0);
  gas.refereeVerdict = (await steps.conclude(challenged)).gas;

  const again = await steps.challenge(await pending());
  await panelGas(world, panelOf(again), [...referees], 1);
  gas.refereeVerdictRight = (await steps.conclude(again)).gas;

  gas.collectFees = await world.gasOf(
    world.contracts.JobEscrow.write.collectFees([TERMS.currency], { account: deployer }),
  );
  gas.sweep = await world.gasOf(world.contracts.Referees.write.sweep([TERMS.currency], { account: deployer }));

  // One job stays in each status, as in an escrow that is in use.
  await steps.settle(await pending());
  await working();
  await steps.challenge(await pending());
  return gas;
}

/** Drawing an audit, what one auditor sends, and the end of an audit that found nothing. Every result of the world is drawn. */
export async function auditFlows(world: World): Promise<Record<string, number>> {
  const steps = jobSteps(world);
  // Of one seat's tickets only one with much stake is eligible for sure.
  const auditor = world.parties.providers.at(-1);
  if (auditor === undefined) throw new Error("The world has no provider.");
  const drawn = await steps.drawAudit(await steps.submit(await steps.claim(await steps.create(TERMS))));
  const auditPanel = await panelGas(world, panelOf(drawn), [auditor], 1);
  return { drawAudit: drawn.gas, auditPanel, auditPassed: (await steps.conclude(drawn)).gas };
}

/** All calls of a job of several replicas that agree. */
async function replicated(world: World, replicas: number): Promise<number> {
  const steps = jobSteps(world);
  let at = await steps.create({ ...TERMS, replicas });
  let { gas } = at;
  const add = async (next: Promise<Step>) => {
    at = await next;
    gas += at.gas;
  };
  for (const provider of world.parties.providers.slice(0, replicas)) await add(steps.claimReplica(at, provider));
  for (let index = 0; index < replicas; index++) await add(steps.commitReplica(at, index));
  for (let index = 0; index < replicas; index++) await add(steps.revealReplica(at, index));
  await add(steps.settleReplicas(at));
  return gas;
}

function panelOf({ jobId, job }: Step): bigint {
  const { dispute } = job;
  if (!dispute) throw new Error(`Job ${jobId} is before no panel.`);
  return dispute.panelId === 0n ? dispute.auditId : dispute.panelId;
}
