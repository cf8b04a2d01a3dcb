import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hex } from "viem";
import { runSteps } from "../src/flows/runSteps.ts";
import type { FlowContext, Results, Step } from "../src/flows/types.ts";
import type { Wallet } from "../src/wallet/WalletContext.ts";

const account = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
const hash: Hex = `0x${"ab".repeat(32)}`;

/** As much of chain and wallet as the runner itself touches. */
function stage(receipt: { status: "success" | "reverted" } = { status: "success" }, signer = account) {
  const publicClient = { waitForTransactionReceipt: async () => ({ ...receipt, blockNumber: 12n, logs: [] }) };
  const context = { account, publicClient, addresses: {} } as unknown as FlowContext;
  const wallet = { signingClient: async () => ({ account: { address: signer } }) } as unknown as Wallet;
  const log: string[] = [];
  const events = {
    state: (step: Step, state: string) => log.push(`${step.id} ${state}`),
    sent: (step: Step, sent: Hex) => log.push(`${step.id} sent ${sent.slice(0, 4)}`),
    finished: () => undefined,
  };
  return { context, wallet, log, events };
}

const step = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  name: id,
  signs: 1,
  commit: async () => ({ value: id }),
  ...more,
});

test("runs steps in order, and skips what is done already", async () => {
  const { log, ...run } = stage();
  const results: Results = {};
  await runSteps({
    ...run,
    results,
    steps: [step("one"), step("two", { verify: async () => ({ value: "was" }) }), step("three")],
  });
  assert.deepEqual(results, { one: { value: "one" }, two: { value: "was" }, three: { value: "three" } });
  assert.deepEqual(log, [
    "one checking",
    "one signing",
    "one done",
    "two checking",
    "two skipped",
    "three checking",
    "three signing",
    "three done",
  ]);
});

test("stops at a failing step and goes on there when called again", async () => {
  const { log, ...run } = stage();
  const results: Results = {};
  let refusals = 1;
  const commit = async () => {
    refusals -= 1;
    if (refusals >= 0) throw new Error("no");
    return {};
  };
  const steps = [step("one"), step("two", { commit })];
  await assert.rejects(runSteps({ ...run, results, steps }), /no/);
  assert.equal(log.at(-1), "two failed");
  await runSteps({ ...run, results, steps });
  assert.equal(log.filter((line) => line === "one signing").length, 1);
  assert.deepEqual(Object.keys(results), ["one", "two"]);
});

test("a transaction that was under way is awaited, not sent again", async () => {
  const { log: _log, ...run } = stage();
  const results: Results = {};
  const commit = async () => assert.fail("sent twice");
  await runSteps({
    ...run,
    results,
    pending: { step: "one", hash },
    steps: [step("one", { commit, recover: () => "7" })],
  });
  assert.deepEqual(results, { one: { hash, blockNumber: "12", value: "7" } });
});

test("a transaction under way that was not the step's last, or that reverted, leaves the step to be done", async () => {
  for (const status of ["success", "reverted"] as const) {
    const { log: _log, ...run } = stage({ status });
    const results: Results = {};
    await runSteps({
      ...run,
      results,
      pending: { step: "one", hash },
      steps: [step("one", { recover: () => undefined })],
    });
    assert.deepEqual(results, { one: { value: "one" } });
  }
});

test("another account in the wallet stops the flow before anything is signed", async () => {
  const { log, ...run } = stage(undefined, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
  await assert.rejects(runSteps({ ...run, results: {}, steps: [step("one")] }), { code: "DAPP_ACCOUNT_CHANGED" });
  assert.deepEqual(log, ["one failed"]);
});
