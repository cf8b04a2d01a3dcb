import assert from "node:assert/strict";
import { type Job, jobHash, sha256Hex } from "@blacktail/sdk";
import { type Address, decodeFunctionResult, encodeFunctionData, type Hex, parseEther, zeroHash } from "viem";
import { leftOf } from "../model/jobs.ts";
import { hasEnded, phaseNumber } from "../model/panels.ts";
import { Refused } from "../model/refused.ts";
import { activeOf, isClosed, leavingOf, lockedOf, ticketWeight } from "../model/stake.ts";
import { NATIVE, type Settings, type State } from "../model/state.ts";
import { creditsOf } from "../model/vault.ts";
import { type Actors, actorsOf } from "./actors.ts";
import { ABIS, type Call, type Chain, startChain } from "./chain.ts";

/** A call, and what the model makes of it. */
export type Move = Call & { apply: (state: State) => void };

const START = 1_800_000_000;
const UNIT = 10n ** 15n;
/** Short periods, so that time often matters; a lot that falls on every second result. */
const PARAMETERS = {
  minPeriod: 20,
  maxPeriod: 2_000,
  minPriorityPeriod: 0,
  maxAttempts: 3,
  minStakeLock: 10n ** 18n,
  lockPercent: 150,
  nativeLock: 2_500,
  auditBps: 5_000,
  reputationFee: UNIT,
  unbondingPeriod: 300,
  epoch: 120,
  seatPeriod: 60,
  commitPeriod: 40,
  revealPeriod: 50,
  refereeSeats: 3,
  auditSeats: 1,
  absentBps: 1_000,
  minorityBps: 5_000,
  seatLock: 2n * 10n ** 18n,
  auditShareBps: 8_000,
  auditFeeBps: 10_000,
} as const;

const USE_PRICE = 10n ** 15n + 7n;
const ROYALTY_BPS = 333;

/** The contracts and the model beside them, made by the same calls. */
export class World {
  readonly chain: Chain;
  readonly actors: Actors;
  /** How often the contracts gave each answer, over all runs: a name of an error, or of a function that they carried out. */
  readonly answers = new Map<string, number>();
  state: State;
  /** Every version of every job, to pass in stale ones. */
  past = new Map<bigint, Job[]>();
  /** What commitments hide. */
  secrets = new Map<Hex, { output: Hex; salt: Hex }>();
  votes = new Map<string, { vote: number; salt: Hex }>();

  private constructor(chain: Chain, actors: Actors, settings: Settings) {
    this.chain = chain;
    this.actors = actors;
    this.state = {
      settings,
      now: 0n,
      block: 0n,
      caller: actors.deployer,
      hashes: new Map(),
      credits: new Map(),
      burned: 0n,
      pools: new Map(),
      jobs: new Map(),
      jobCount: 0n,
      passedAudits: new Map(),
      fees: new Map(),
      panels: [],
      reserves: new Map(),
      funded: new Map(),
    };
  }

  /** Deploys, gives everyone credits and approvals, and offers a model for use. */
  static async create(): Promise<World> {
    const chain = await startChain(PARAMETERS, START);
    const actors = actorsOf(chain.accounts);
    const black = BigInt(chain.addressOf("BlackToken"));
    const modelId = BigInt(sha256Hex(new TextEncoder().encode("model")));
    const [owner] = actors.requesters;
    if (owner === undefined) throw new Error("Nobody can own the model.");
    const [feeBps, blackFeeBps] = (await chain.read("JobEscrow", "feesBps")) as [number, number];
    const {
      unbondingPeriod,
      epoch,
      seatPeriod,
      commitPeriod,
      revealPeriod,
      lockPercent,
      nativeLock,
      absentBps,
      minorityBps,
      auditShareBps,
      auditFeeBps,
    } = PARAMETERS;
    const settings: Settings = {
      ...PARAMETERS,
      escrow: chain.addressOf("JobEscrow"),
      registry: chain.addressOf("ProviderRegistry"),
      referees: chain.addressOf("Referees"),
      treasury: chain.addressOf("Treasury"),
      black,
      feeBps,
      blackFeeBps,
      unbondingPeriod: BigInt(unbondingPeriod),
      epoch: BigInt(epoch),
      seatPeriod: BigInt(seatPeriod),
      commitPeriod: BigInt(commitPeriod),
      revealPeriod: BigInt(revealPeriod),
      lockPercent: BigInt(lockPercent),
      nativeLock: BigInt(nativeLock),
      absentBps: BigInt(absentBps),
      minorityBps: BigInt(minorityBps),
      auditShareBps: BigInt(auditShareBps),
      auditFeeBps: BigInt(auditFeeBps),
      model: { id: modelId, owner, creator: actors.creator, usePrice: USE_PRICE, royaltyBps: BigInt(ROYALTY_BPS) },
    };
    const world = new World(chain, actors, settings);
    await world.#prepare(modelId, owner);
    return world;
  }

  async #prepare(modelId: bigint, owner: Address): Promise<void> {
    const { chain, actors, state } = this;
    const { settings } = state;
    const vault = chain.addressOf("Vault");
    let at = BigInt(START + 1_000);
    const send = async (call: Call) => {
      const answer = await chain.send(call, ++at);
      assert.equal(answer, undefined, `${call.functionName} was refused`);
    };
    const funds = parseEther("2000");
    for (const from of actors.all) {
      const token = { contract: "BlackToken", from } as const;
      if (from !== actors.deployer)
        await send({ ...token, from: actors.deployer, functionName: "transfer", args: [from, funds] });
      await send({ ...token, functionName: "approve", args: [vault, funds] });
      const args = [settings.black, funds, from];
      await send({ contract: "Vault", functionName: "deposit", args, from });
      state.credits.set(`${settings.black}:${from}`, funds);
      for (const module of [settings.escrow, settings.registry])
        await send({ contract: "Vault", functionName: "setOperator", args: [module, true], from });
    }
    // Coin is paid in by a split, which needs value: only its credits matter here.
    const coin = parseEther("10");
    const payments = actors.all.map((to) => ({ to, amount: coin }));
    await this.#payIn(payments, ++at);
    for (const { to, amount } of payments) state.credits.set(`${NATIVE}:${to}`, amount);
    const mint = [`0x${modelId.toString(16).padStart(64, "0")}`, ROYALTY_BPS, owner];
    await send({ contract: "ModelRegistry", functionName: "mint", args: mint, from: actors.creator });
    const offer = { usePrice: USE_PRICE, licencePrice: 0n, duration: 0 };
    await send({ contract: "Licences", functionName: "setOffer", args: [modelId, NATIVE, offer], from: owner });
    await this.#sync();
  }

  async #payIn(payments: { to: Address; amount: bigint }[], at: bigint): Promise<void> {
    const { chain, actors } = this;
    const value = payments.reduce((sum, { amount }) => sum + amount, 0n);
    const data = encodeFunctionData({ abi: ABIS.Vault, functionName: "depositSplit", args: [payments] });
    await chain.provider.request({
      method: "evm_setNextBlockTimestamp",
      params: [`0x${at.toString(16)}`],
    });
    await chain.provider.request({
      method: "eth_sendTransaction",
      params: [{ from: actors.deployer, to: chain.addressOf("Vault"), data, value: `0x${value.toString(16)}` }],
    });
  }

  /** Time and number of the latest block, and its hash, which later draws lots. */
  async #sync(): Promise<void> {
    const { number, hash, timestamp } = await this.chain.client.getBlock();
    this.state.now = timestamp;
    this.state.block = number;
    this.state.hashes.set(number, hash);
  }

  /** Lets seconds pass; a block without transactions. */
  async pass(seconds: bigint): Promise<void> {
    await this.chain.mine(this.state.now + seconds);
    await this.#sync();
  }

  /** Sends a move this many seconds after the latest block, and compares what came of it on both sides. */
  async play(move: Move, after: bigint): Promise<void> {
    const { apply, ...call } = move;
    const next = structuredClone(this.state);
    next.now += after;
    next.block += 1n;
    next.caller = call.from;
    let expected: Refused | undefined;
    try {
      apply(next);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      expected = error;
    }
    const answer = await this.chain.send(call, next.now);
    const name = answer?.errorName ?? call.functionName;
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
    assert.deepEqual(
      answer,
      expected && { errorName: expected.errorName, args: expected.args },
      `${call.functionName} is answered otherwise than the model expects`,
    );
    const before = this.state;
    if (expected === undefined) this.state = next;
    await this.#sync();
    await this.compare(before);
    for (const [id, job] of this.state.jobs) {
      const versions = this.past.get(id) ?? [];
      const latest = versions.at(-1);
      if (latest === undefined || jobHash(latest) !== jobHash(job)) this.past.set(id, [...versions, job]);
    }
  }

  /**
   * Everything that both sides know: money to the wei, jobs by their hash, pools, panels.
   *
   * @param before What stood before the latest move: jobs and panels that had ended by then are left out.
   */
  async compare(before?: State): Promise<void> {
    const { state, actors } = this;
    const { settings } = state;
    const currencies = [NATIVE, settings.black];
    const owners = [...actors.all, settings.escrow, settings.registry, settings.referees, settings.treasury];
    const pairs = owners.flatMap((owner) => currencies.map((currency) => ({ owner, currency })));
    assert.deepEqual(
      await this.#credits(pairs),
      pairs.map(({ owner, currency }) => creditsOf(state, owner, currency)),
      "credits differ",
    );
    const { chain } = this;
    const all = Array.from({ length: Number(state.jobCount) }, (_, index) => BigInt(index) + 1n);
    const ids = all.filter((id) => before === undefined || before.jobs.has(id) || state.jobs.has(id));
    const hashes = await Promise.all(ids.map((id) => chain.read("JobEscrow", "jobHash", [id])));
    const expected = ids.map((id) => {
      const job = state.jobs.get(id);
      return job === undefined ? zeroHash : jobHash(job);
    });
    assert.deepEqual(hashes, expected, "jobs differ");
    for (const provider of actors.providers) {
      const pool = state.pools.get(provider);
      if (pool === undefined) continue;
      const [there, weights] = (await Promise.all([
        chain.read("ProviderRegistry", "providerOf", [provider]),
        chain.read("ProviderRegistry", "ticketWeight", [provider]),
      ])) as [Record<string, unknown>, [bigint, bigint]];
      const { active, leaving, locked, closed, reputation } = there;
      const { weight, total } = ticketWeight(state, provider);
      assert.deepEqual(weights, [weight, total], `the weight of tickets of ${provider} differs`);
      assert.deepEqual(
        { active, leaving, locked, closed, reputation },
        {
          active: activeOf(pool),
          leaving: leavingOf(pool),
          locked: lockedOf(pool),
          closed: isClosed(pool, provider),
          reputation: pool.customers.size,
        },
        `the pool of ${provider} differs`,
      );
    }
    for (const panel of state.panels) {
      const past = before?.panels[Number(panel.id) - 1];
      if (past !== undefined && hasEnded(past) && panel.judged === past.judged) continue;
      const there = (await chain.read("Referees", "panelOf", [panel.id])) as Record<string, unknown>;
      const { phase, round, first, seated, accepted, deadline, seatLock, judged } = there;
      assert.deepEqual(
        { phase, round, first, seated, accepted, deadline, seatLock },
        {
          phase: phaseNumber(panel.phase),
          round: panel.round,
          first: panel.first,
          seated: panel.taken.length - panel.first,
          accepted: panel.accepted,
          deadline: panel.deadline,
          seatLock: panel.seatLock,
        },
        `panel ${panel.id} differs`,
      );
      if (panel.audit) assert.equal(judged, panel.judged, `audit ${panel.id} differs`);
    }
    for (const currency of currencies) {
      const [fees, reserve, funded] = await Promise.all([
        chain.read("JobEscrow", "feesOf", [currency]),
        chain.read("Referees", "reserveOf", [currency]),
        chain.read("Referees", "fundedOf", [currency]),
      ]);
      const here = [state.fees, state.reserves, state.funded].map((map) => map.get(currency) ?? 0n);
      assert.deepEqual([fees, reserve, funded], here, `fees, reserve or audits' fees differ in ${currency}`);
      this.#balanced(currency);
    }
    assert.equal(await chain.read("BlackToken", "totalSupply"), 10n ** 27n - state.burned, "what burned differs");
  }

  /** The escrow holds what its jobs still have to pay, bonds and fees, and nothing else. */
  #balanced(currency: bigint): void {
    const { state } = this;
    const { escrow, black } = state.settings;
    let sum = state.fees.get(currency) ?? 0n;
    for (const job of state.jobs.values()) {
      if (job.terms.currency === currency) sum += leftOf(job);
      if (currency === black) sum += job.dispute?.bond ?? 0n;
    }
    assert.equal(creditsOf(state, escrow, currency), sum, `the escrow holds what is nobody's, in ${currency}`);
  }

  async #credits(pairs: { owner: Address; currency: bigint }[]): Promise<bigint[]> {
    const abi = ABIS.Vault;
    const calls = pairs.map(({ owner, currency }) =>
      encodeFunctionData({ abi, functionName: "balanceOf", args: [owner, currency] }),
    );
    const { result } = await this.chain.client.simulateContract({
      address: this.chain.addressOf("Vault"),
      abi,
      functionName: "multicall",
      args: [calls],
      account: this.actors.deployer,
    });
    return result.map((data) => decodeFunctionResult({ abi, functionName: "balanceOf", data }));
  }
}
