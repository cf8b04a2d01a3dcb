import { isFinal, type Job, JobStatus, jobDemand, jobStatusName } from "@blacktail/sdk";
import { Backoff } from "./chain/backoff.ts";
import { StandingWatch } from "./chain/standingWatch.ts";
import { untilMoved } from "./chain/untilMoved.ts";
import { verifyJob } from "./chain/verifyJob.ts";
import type { Context } from "./context.ts";
import { type Skip, skip } from "./decide/decide.ts";
import { meOf } from "./decide/meOf.ts";
import type { Desk } from "./desk.ts";
import { attemptOf } from "./job/attempt.ts";
import { type Considered, consider } from "./job/consider.ts";
import { FeeCollector } from "./job/feeCollector.ts";
import { type Upkeep, upkeepIntent } from "./job/intents.ts";
import { isAuditDrawn } from "./job/isAuditDrawn.ts";
import { Notices } from "./job/notices.ts";
import { perform, type RunState } from "./job/perform.ts";
import { isMine, isToCompute, isToReveal, placeAmong } from "./job/places.ts";
import { reveal } from "./job/reveal.ts";
import { drawFrom, upkeepFor } from "./job/upkeep.ts";
import type { Log } from "./log.ts";
import { removeResults } from "./results/folder.ts";
import { Keeper } from "./results/keeper.ts";
import { judged } from "./retry.ts";
import { stepOf } from "./run/compute.ts";
import { removeJobFolder } from "./run/folder.ts";

type Running = { state: RunState; abort: AbortController; promise: Promise<void> };

/** Tries of a run that fails for no lasting reason; a job that breaks the worker each time is let go. */
const MAX_TRIES = 5;
/** How often it is asked whether the lot falls on a result, which only a reorganisation changes, ms. */
const DRAW_AGAIN_MS = 60_000;
/** What is remembered of a job is forgotten so long after it has left the book, ms: an RPC that is behind shows less for a while. */
const FORGET_MS = 600_000;

/** Looks at the chain, and starts what is to be done; nothing waits for anything that is done. */
export class Worker {
  readonly #context: Context;
  readonly #running = new Map<string, Running>();
  readonly #actions = new Map<string, Promise<void>>();
  readonly #notices = new Notices();
  readonly #tries = new Map<string, number>();
  readonly #considering = new Map<string, { jobId: bigint; abort: AbortController }>();
  /** Jobs that are run when the GPU is theirs, and not before. */
  readonly #needGpu = new Set<bigint>();
  /** Jobs that are remembered and not in the book, and since when, ms. */
  readonly #missingSince = new Map<bigint, number>();
  /** Since when what anyone may do is seen to be due, the chain's time. */
  readonly #dueSince = new Map<string, number>();
  /** Stages whose pay has been told, by job and stage. */
  readonly #paid = new Set<string>();
  readonly #standing: StandingWatch;
  readonly #desks: readonly Desk[];
  readonly #keeper: Keeper;
  readonly #fees: FeeCollector;
  /** When the next known thing is due, unix seconds of the chain. */
  #nextDue = Number.POSITIVE_INFINITY;
  #isFirstLook = true;

  /** @param desks Who else works here: asked after each look at the chain. */
  constructor(context: Context, desks: readonly Desk[] = []) {
    this.#context = context;
    this.#desks = desks;
    this.#keeper = new Keeper(context);
    this.#fees = new FeeCollector(context);
    this.#standing = new StandingWatch(context);
  }

  /** Runs until the signal aborts. Only an error that needs another process or a person ends it otherwise. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock, config, log, health } = this.#context;
    const backoff = new Backoff(clock, config.POLL_MS);
    while (!stop.aborted) {
      try {
        await this.tick();
        if (backoff.failures > 0) log.info("the chain answers again");
        backoff.reset();
        await clock.sleep(this.#pauseMs(), stop);
      } catch (error) {
        const reason = judged(error);
        if (reason.code === "WORKER_CHAIN_CHANGED") throw reason;
        health.bad("chain", reason.message);
        log.warn({ err: reason, retryMs: backoff.nextMs }, "cannot read the chain; trying again");
        await backoff.pause(stop);
      }
    }
  }

  /** One look. @throws when the chain cannot be read */
  async tick(): Promise<void> {
    const { watcher, jobs, metrics, health, config, clock } = this.#context;
    await watcher.sync();
    await this.#standing.refresh(jobs.hasChanged);
    const head = watcher.head;
    metrics.headBlock.set(Number(head?.number ?? 0n));
    health.note("block", Number(head?.number ?? 0n));
    const age = Math.floor(clock.now() / 1_000) - (head?.timestamp ?? 0);
    const isStale = config.MAX_HEAD_AGE_SECONDS > 0 && age > config.MAX_HEAD_AGE_SECONDS;
    if (watcher.isLagging) health.bad("chain", "the RPC is behind what it has shown before");
    else if (isStale) health.bad("chain", `the newest block is ${age} s old`);
    else health.ok("chain");
    if (watcher.isLagging) return;
    // Taken no sooner than it can be told: what is taken and lost by a request that fails is told never.
    this.#tellOutcomes(jobs.takeChanged());
    this.#dropLostRuns();
    this.#forgetFinished();
    this.#freeGpu();
    this.#nextDue = Number.POSITIVE_INFINITY;
    for (const { jobId, job } of jobs.all()) this.#attend(jobId, job, isStale);
    this.#keeper.tick(this.#context.abandon);
    this.#fees.tick(this.#context.abandon);
    for (const desk of this.#desks) desk.tick(Math.max(0, this.#freeSlots("")));
    this.#isFirstLook = false;
  }

  /** Until the next look: when the next known thing is due, at the latest the usual time. */
  #pauseMs(): number {
    const { config, watcher } = this.#context;
    const ms = (this.#nextDue - watcher.now()) * 1_000;
    return ms > 0 ? Math.min(config.POLL_MS, ms) : config.POLL_MS;
  }

  /** Jobs in hand that would be lost if the worker stopped now; a run that only computes is not among them. */
  get shortSteps(): Promise<void>[] {
    const runs = [...this.#running.values()].filter(({ state }) => state.phase === "publishing");
    const atDesks = this.#desks.flatMap((desk) => [...desk.shortSteps]);
    return [...runs.map(({ promise }) => promise), ...this.#actions.values(), ...atDesks];
  }

  /** Ends every run. What they did is in the journal, or is done again. */
  async abandon(reason: Error): Promise<void> {
    const runs = [...this.#running.values()];
    for (const { abort } of runs) abort.abort(reason);
    const atDesks = this.#desks.map((desk) => desk.abandon(reason));
    await Promise.allSettled([...runs.map(({ promise }) => promise), ...this.#actions.values(), ...atDesks]);
  }

  #attend(jobId: bigint, job: Job, isStale: boolean): void {
    const { config, watcher } = this.#context;
    if (this.#startUpkeep(jobId, job)) return;
    if (job.status === JobStatus.Open) {
      if (!isStale && placeAmong(job, config.PROVIDER) === undefined) this.#startConsidering(jobId, job);
    } else if (this.#isToDo(jobId, job)) {
      this.#startRun(jobId, job);
    } else if (isToReveal(job, config.PROVIDER) && watcher.now() <= Number(job.deadline)) {
      this.#startReveal(jobId, job);
    }
  }

  /** @returns Whether something is due on the job that is to be done before anything else. */
  #startUpkeep(jobId: bigint, job: Job): boolean {
    const { config, watcher } = this.#context;
    this.#startAudit(jobId, job);
    const due = upkeepFor(jobId, job, config.PROVIDER, config.PUBLIC_SERVICE);
    if (due === undefined) return false;
    const key = `${due.kind}:${attemptOf(jobId, job)}`;
    const since = due.from ?? this.#dueSince.get(key) ?? watcher.now();
    this.#dueSince.set(key, since);
    if (!this.#isTurn(since + due.wait)) return false;
    this.#start(key, jobId, () => this.#upkeep(due.kind, key, jobId, job));
    return true;
  }

  /** @param at The chain's time; the next look comes no later. */
  #isTurn(at: number): boolean {
    if (at <= this.#context.watcher.now()) return true;
    this.#nextDue = Math.min(this.#nextDue, at);
    return false;
  }

  /** Has the lot drawn over others' results: auditors live by it, and requesters are safe by it. */
  #startAudit(jobId: bigint, job: Job): void {
    const { config, watcher } = this.#context;
    const isPending = job.status === JobStatus.Pending && !job.audited && watcher.now() <= Number(job.deadline);
    if (!isPending || isMine(job, config.PROVIDER) || !(config.PUBLIC_SERVICE || config.PANELS)) return;
    const age = Number(BigInt.asUintN(32, (watcher.head?.number ?? 0n) - BigInt(job.block)));
    if (age < 2 || !this.#isTurn(drawFrom(jobId, job, config.PROVIDER))) return;
    this.#start(`drawAudit:${attemptOf(jobId, job)}`, jobId, (key) => this.#upkeep("drawAudit", key, jobId, job));
  }

  #startReveal(jobId: bigint, job: Job): void {
    const { log, abandon } = this.#context;
    const jobLog = log.child({ jobId: `${jobId}` });
    this.#start(`reveal:${attemptOf(jobId, job)}`, jobId, () => reveal(this.#context, jobId, job, abandon, jobLog));
  }

  #startConsidering(jobId: bigint, job: Job): void {
    const { clock, log, stopping } = this.#context;
    const key = `consider:${attemptOf(jobId, job)}`;
    if (this.#standing.current === undefined || this.#actions.has(key) || !this.#notices.isDue(key, clock.now()))
      return;
    // What an earlier attempt leaves behind goes first: a reorganisation may give its number, and so its folder, to another job.
    if (this.#running.has(`${jobId}`) || this.#isConsidered(jobId)) return;
    const jobLog = log.child({ jobId: `${jobId}` });
    // Jobs that are being looked at hold a slot each, so that no more are claimed than can be run.
    const me = () => meOf(this.#context, this.#standing.current, this.#freeSlots(key));
    this.#start(key, jobId, async () => {
      if (this.#freeSlots(key) <= 0) return;
      const abort = new AbortController();
      this.#considering.set(key, { jobId, abort });
      const signal = AbortSignal.any([abort.signal, stopping]);
      try {
        const result = await consider(this.#context, jobId, job, me, signal, jobLog).catch((error: unknown) => {
          if (signal.aborted) return { action: "lost" } as const;
          return this.#skipAtLast(key, error);
        });
        if (!stopping.aborted) await this.#conclude(key, jobId, job, result, jobLog);
      } finally {
        this.#considering.delete(key);
        this.#cleanUp(jobId);
      }
    });
  }

  /** @returns The refusal of a job that has failed here often enough. @throws the error while another try is due */
  #skipAtLast(key: string, error: unknown): Skip {
    const reason = judged(error);
    if (!isUnexplained(reason.code) || this.#countTry(key) < MAX_TRIES) throw error;
    return skip("crash", `it failed here ${MAX_TRIES} times: ${reason.message}`, true);
  }

  #countTry(key: string): number {
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    return tries;
  }

  async #conclude(key: string, jobId: bigint, job: Job, result: Considered, log: Log): Promise<void> {
    const { clock, metrics, progress, watcher } = this.#context;
    if (result.action === "wait") {
      const seconds = result.until - watcher.now();
      const isNew = this.#notices.wait(key, clock.now() + seconds * 1_000);
      if (isNew) log.debug({ seconds }, "others' tickets come first");
      return;
    }
    if (result.action === "skip") {
      if (!this.#notices.skipped(key, result, clock.now())) return;
      metrics.skipped.inc({ code: result.code });
      log.info({ code: result.code, reason: result.reason }, "not taking the job");
      return;
    }
    if (result.action === "claimed") progress.open(jobId);
    log.info({ stage: job.stage }, result.action === "claimed" ? "claimed" : "another worker was faster");
    metrics.jobs.inc({ outcome: result.action });
    await this.#untilMoved(jobId, job);
  }

  #startRun(jobId: bigint, job: Job): void {
    const { clock, progress, abandon } = this.#context;
    const key = `${jobId}`;
    const runKey = `run:${attemptOf(jobId, job)}`;
    if (this.#running.has(key) || this.#running.size >= this.#context.config.CONCURRENCY) return;
    if (!this.#notices.isDue(runKey, clock.now())) return;
    if (this.#needGpu.has(jobId) && !this.#context.gpu.take(jobId)) return;
    const abort = new AbortController();
    const state: RunState = { phase: "fetching" };
    progress.open(jobId);
    this.#context.metrics.currentJob.set({ job_id: key }, 1);
    const promise = this.#perform(jobId, job, runKey, state, AbortSignal.any([abort.signal, abandon]))
      .catch((error: unknown) => this.#context.log.error({ jobId: key, err: error }, "cannot note how the run ended"))
      .finally(() => {
        this.#running.delete(key);
        this.#cleanUp(jobId);
        this.#context.metrics.currentJob.remove({ job_id: key });
      });
    this.#running.set(key, { state, abort, promise });
  }

  async #perform(jobId: bigint, job: Job, runKey: string, state: RunState, signal: AbortSignal): Promise<void> {
    const { clock, memory, metrics, progress } = this.#context;
    const log = this.#context.log.child({ jobId: `${jobId}` });
    try {
      const end = await perform(this.#context, jobId, job, state, signal, log);
      if (end === "gpu-taken") {
        this.#needGpu.add(jobId);
        log.info({ holder: `${this.#context.gpu.holder}` }, "the job waits for the GPU");
        return;
      }
      metrics.jobs.inc({ outcome: job.terms.replicas === 1 ? "submitted" : "committed" });
      await this.#untilMoved(jobId, job);
    } catch (error) {
      if (signal.aborted) {
        log.info({ reason: String(signal.reason?.message ?? signal.reason) }, "run dropped");
        return;
      }
      const reason = judged(error);
      const tries = this.#countTry(runKey);
      this.#noteDisk(reason.code, reason.message);
      if (isUnexplained(reason.code) ? tries < MAX_TRIES : reason.retryable) {
        this.#notices.failed(runKey, reason.code, clock.now());
        log.warn({ err: reason, retryMs: this.#notices.pauseOf(runKey) }, "the run failed; trying again");
        return;
      }
      log.error({ err: reason }, "the job cannot be done: its lock will be lost when its work period ends");
      metrics.jobs.inc({ outcome: "failed" });
      progress.publish(jobId, stepOf("failed", reason.message));
      memory.record({
        type: "failure",
        jobId: `${jobId}`,
        deadline: `${job.deadline}`,
        reason: reason.code,
        at: clock.now(),
      });
    }
  }

  async #upkeep(kind: Upkeep, key: string, jobId: bigint, job: Job): Promise<void> {
    const { outbox, contracts, log, clock } = this.#context;
    if (kind === "drawAudit" && !(await isAuditDrawn(this.#context, jobId, job))) {
      this.#notices.wait(key, clock.now() + DRAW_AGAIN_MS);
      return;
    }
    if (!(await verifyJob(this.#context, jobId, job))) return;
    const receipt = await outbox.send(upkeepIntent(kind, { escrow: contracts.JobEscrow, jobId, job }));
    if (receipt !== undefined) log.info({ jobId: `${jobId}`, kind, hash: receipt.transactionHash }, "moved the job on");
    await this.#untilMoved(jobId, job);
  }

  /** Starts an action unless it runs already or its last failure was a moment ago. */
  #start(key: string, jobId: bigint, action: (key: string) => Promise<void>): void {
    const { clock, log, abandon } = this.#context;
    if (this.#actions.has(key) || !this.#notices.isDue(key, clock.now())) return;
    const promise = action(key)
      .then(() => this.#noteDisk())
      .catch((error: unknown) => {
        if (abandon.aborted) return;
        const reason = judged(error);
        this.#noteDisk(reason.code, reason.message);
        const isNew = this.#notices.failed(key, reason.code, clock.now());
        const line = { jobId: `${jobId}`, err: reason, retryMs: this.#notices.pauseOf(key) };
        log[isNew ? "warn" : "debug"](line, `${key.split(":")[0]} failed; trying again`);
      })
      .finally(() => this.#actions.delete(key));
    this.#actions.set(key, promise);
  }

  /** Waits until the events show what was mined, so that nothing is decided on the state before it. */
  #untilMoved(jobId: bigint, job: Job): Promise<void> {
    return untilMoved(this.#context, () => this.#context.jobs.get(jobId) === job);
  }

  #freeSlots(except: string): number {
    const { jobs, config } = this.#context;
    const considering = [...this.#considering.keys()].filter((key) => key !== except).length;
    const taken = jobs.all().filter(({ jobId, job }) => this.#isToDo(jobId, job) || this.#isToCome(job));
    const atDesks = this.#desks.reduce((sum, { busy }) => sum + busy, 0);
    return config.CONCURRENCY - considering - taken.length - atDesks;
  }

  /** Whether the stage is claimed and can still be done; one that is overdue or has failed for good holds no slot. */
  #isToDo(jobId: bigint, job: Job): boolean {
    const { memory, watcher, config } = this.#context;
    if (!isToCompute(job, config.PROVIDER) || watcher.now() > Number(job.deadline)) return false;
    return memory.failureOf(jobId, job.deadline) === undefined;
  }

  /** Whether it has a place among replicas of which others are still to come: the work begins when they have. */
  #isToCome(job: Job): boolean {
    const { watcher, config } = this.#context;
    if (job.status !== JobStatus.Open || watcher.now() > Number(job.deadline)) return false;
    return placeAmong(job, config.PROVIDER) !== undefined;
  }

  #isConsidered(jobId: bigint): boolean {
    return [...this.#considering.values()].some((considered) => considered.jobId === jobId);
  }

  #isMine(job: Job): boolean {
    return isMine(job, this.#context.config.PROVIDER);
  }

  /** Runs whose job is no longer this worker's to do: slashed, or taken back by a reorganisation. */
  #dropLostRuns(): void {
    for (const { jobId, abort } of this.#considering.values()) {
      if (this.#context.jobs.get(jobId)?.status !== JobStatus.Open) abort.abort(new Error("it is no longer open"));
    }
    for (const [key, { abort, state }] of this.#running) {
      const job = this.#context.jobs.get(BigInt(key));
      const isOurs = job !== undefined && this.#isMine(job) && job.status !== JobStatus.Refunded;
      if (!isOurs && state.phase !== "publishing") abort.abort(new Error("the job is no longer this worker's"));
    }
  }

  /** The GPU goes to another job once its own is neither looked at nor to be done. */
  #freeGpu(): void {
    const { gpu, jobs } = this.#context;
    const isOver = (jobId: bigint): boolean => {
      const job = jobs.get(jobId);
      return job === undefined || !(this.#isToDo(jobId, job) || this.#isToCome(job));
    };
    for (const jobId of this.#needGpu) if (isOver(jobId)) this.#needGpu.delete(jobId);
    const { holder } = gpu;
    // What has a number below zero is no job: a desk has the GPU, and leaves it by itself.
    if (holder === undefined || holder < 0n || this.#running.has(`${holder}`)) return;
    if (this.#isConsidered(holder)) return;
    if (isOver(holder)) gpu.leave(holder);
  }

  /** Of a job that no reorganisation can bring back nothing is needed any more. */
  #forgetFinished(): void {
    const { memory, jobs, dataDir, clock } = this.#context;
    for (const jobId of memory.jobIds()) {
      if (jobs.get(jobId) !== undefined || this.#running.has(`${jobId}`)) {
        this.#missingSince.delete(jobId);
        continue;
      }
      const since = this.#missingSince.get(jobId) ?? clock.now();
      this.#missingSince.set(jobId, since);
      if (clock.now() - since < FORGET_MS) continue;
      this.#missingSince.delete(jobId);
      memory.record({ type: "forget", jobId: `${jobId}` });
      removeResults(dataDir, jobId);
      for (const key of this.#paid) if (key.startsWith(`${jobId}:`)) this.#paid.delete(key);
      this.#cleanUp(jobId);
    }
    const standing = new Set(jobs.all().map(({ jobId, job }) => attemptOf(jobId, job)));
    const isStanding = (key: string): boolean => standing.has(key.slice(key.indexOf(":") + 1));
    this.#notices.keepOnly(isStanding);
    for (const memo of [this.#tries, this.#dueSince])
      for (const key of memo.keys()) if (!isStanding(key)) memo.delete(key);
  }

  /** Removes a job's inputs, unless they are needed now or will be: by its next stage, that is this worker's first. */
  #cleanUp(jobId: bigint): void {
    const { jobs, dataDir, config, memory } = this.#context;
    const job = jobs.get(jobId);
    const goesOn = job !== undefined && !isFinal(job.status) && memory.resultOf(jobId, job.stage - 1) !== undefined;
    if (this.#running.has(`${jobId}`) || goesOn || (job !== undefined && isMine(job, config.PROVIDER))) return;
    removeJobFolder(dataDir, `${jobId}`);
  }

  #tellOutcomes(changed: ReadonlySet<bigint>): void {
    const { jobs, metrics, log, memory } = this.#context;
    metrics.openJobs.set(jobs.all().filter(({ job }) => job.status === JobStatus.Open).length);
    for (const jobId of changed) {
      const job = jobs.get(jobId);
      if (job === undefined) continue;
      this.#tellPaid(jobId, job);
      const had = this.#isMine(job) || (isFinal(job.status) && memory.resultOf(jobId, job.stage) !== undefined);
      // What an earlier process lived through is history, not news.
      if (!had || this.#isFirstLook) continue;
      const status = jobStatusName(job.status);
      log.info({ jobId: `${jobId}`, status, stage: job.stage, price: `${jobDemand(job).price}` }, "the job moved on");
      if (job.status === JobStatus.Refunded) metrics.jobs.inc({ outcome: "refunded" });
      if (job.status === JobStatus.Disputed) metrics.jobs.inc({ outcome: "disputed" });
    }
  }

  /** A stage is paid when the next one opens with its result, or the job is done. */
  #tellPaid(jobId: bigint, job: Job): void {
    const { memory, metrics, log } = this.#context;
    const settled = job.status === JobStatus.Done ? job.stage : job.stage - 1;
    const output = job.status === JobStatus.Done ? job.result : job.input;
    const key = `${jobId}:${settled}`;
    if (this.#paid.has(key) || memory.resultOf(jobId, settled)?.body.outputDigest !== output) return;
    this.#paid.add(key);
    if (this.#isFirstLook) return;
    metrics.jobs.inc({ outcome: "paid" });
    log.info({ jobId: `${jobId}`, stage: settled }, "the stage is settled with this worker's result");
  }

  #noteDisk(code?: string, message?: string): void {
    const { health } = this.#context;
    if (code === "WORKER_DISK_FULL" || code === "WORKER_DATA_DIR") health.bad("disk", message ?? code);
    else if (code === undefined) health.ok("disk");
  }
}

const UNEXPLAINED = new Set([
  "UNEXPECTED",
  "RUN_CRASHED",
  "RUN_FAILED",
  "WORKER_RUN_KILLED",
  "WORKER_OUTPUT_CHANGED",
  "DEVICE_FAILED",
]);

/** Codes that do not tell whether the job or the moment is to blame: worth another try, but not for ever. */
function isUnexplained(code: string): boolean {
  return UNEXPLAINED.has(code);
}
