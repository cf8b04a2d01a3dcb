import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  isAuditDrawn,
  type Job,
  JobStatus,
  jobEscrowAbi,
  jobLensAbi,
  keyCertificateTypedData,
  packJob,
  registerKey,
  revokeKey,
  seedOf,
} from "@blacktail/sdk";
import { testAccount, testKey } from "../../sdk/test/support/accounts.ts";
import { auditAll } from "./support/panelWorld.ts";
import { type Service, until } from "./support/processes.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, type World } from "./support/world.ts";

/** Account 0 is the certifier; 9 has nothing to do but to attest. */
const [CERTIFIER, KEY, PROVIDER] = [0, 9, 3];
const YEAR = 31_536_000n;
const LISTED = 1;

let world: World;
before(async () => {
  world = await startWorld([PROVIDER]);
});
after(() => world.stop());

function startAttesting(): Service {
  const file = join(world.folder, "attestation-key");
  writeFileSync(file, testKey(KEY), { mode: 0o600 });
  return startWorker(world, PROVIDER, { BLACKTAIL_ATTESTATION_KEY_FILE: file });
}

async function resultOf(worker: Service, seed: number): Promise<{ jobId: bigint; job: Job }> {
  const jobId = await post(world, await trainSpec(world, {}, seed));
  const job = await until("the result", async () => {
    const now = await jobOf(world, jobId);
    return now.status === JobStatus.Pending && now;
  }).catch((error) => assert.fail(`${error}\n${worker.story()}`));
  return { jobId, job };
}

const without = (worker: Service) => worker.lines.filter(({ msg }) => msg === "the result goes without an attestation");

test("a result is attested by a certified key and audited less often; without a certificate it counts without", {
  timeout: 300_000,
}, async () => {
  const { chain } = world;
  const { publicClient, addresses } = chain;
  await auditAll(world);
  const worker = startAttesting();
  const told = await worker.line(/^results go without an attestation$/);
  assert.match(String(told.reason), /no key is certified for 0x/);
  const bare = await resultOf(worker, 1);
  assert.equal(bare.job.attestation, 0);
  assert.match(String(without(worker)[0]?.reason), /no key is certified for 0x/);

  const { timestamp } = await publicClient.getBlock();
  const certificate = {
    provider: testAccount(PROVIDER).address,
    key: testAccount(KEY).address,
    expires: timestamp + YEAR,
  };
  const domain = { chainId: 31_337, verifier: addresses.SignatureVerifier };
  const signature = await testAccount(CERTIFIER).signTypedData(keyCertificateTypedData(certificate, domain));
  await registerKey(chain.clients(2), { ...certificate, signature });
  const attested = await resultOf(worker, 2);
  assert.equal(attested.job.attestation, LISTED);
  assert.equal(without(worker).length, 1);

  // What the lot says of both, at a rate at which it falls on every result that nobody vouches for.
  await chain.testClient.mine({ blocks: 3 });
  const escrow = { address: addresses.JobEscrow, abi: jobEscrowAbi } as const;
  const [, discountBps] = await publicClient.readContract({ ...escrow, functionName: "verifierOf", args: [LISTED] });
  assert.ok(discountBps > 0);
  for (const [{ jobId, job }, discount] of [
    [bare, 0],
    [attested, discountBps],
  ] as const) {
    const args = [jobId, packJob(job)] as const;
    const lens = { address: addresses.JobLens, abi: jobLensAbi } as const;
    const isDrawn = await publicClient.readContract({ ...lens, functionName: "isDrawn", args });
    const seed = await seedOf(publicClient, job.block);
    assert.equal(isDrawn, isAuditDrawn(jobId, job, seed, discount));
    assert.ok(isDrawn || discount > 0, "without a discount it falls on every result here");
  }

  await revokeKey(chain.clients(PROVIDER), { provider: certificate.provider });
  const revoked = await resultOf(worker, 3);
  assert.equal(revoked.job.attestation, 0);
  assert.match(String(without(worker)[1]?.reason), /is revoked: have another key certified/);
  assert.ok(!JSON.stringify(worker.lines).includes(testKey(KEY).slice(2)), "the key is in no log");
});
