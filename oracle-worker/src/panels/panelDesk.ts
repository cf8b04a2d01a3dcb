import { join } from "node:path";
import { BlacktailError, PanelPhase, toBlacktailError } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import { untilMoved } from "../chain/untilMoved.ts";
import { verifyJob } from "../chain/verifyJob.ts";
import type { Context } from "../context.ts";
import type { Desk } from "../desk.ts";
import { upkeepIntent } from "../job/intents.ts";
import { Notices } from "../job/notices.ts";
import { isMine } from "../job/places.ts";
import { sendOnJob } from "../job/sendOnJob.ts";
import type { Intent } from "../outbox/outbox.ts";
import { judged } from "../retry.ts";
import { removeJobFolder } from "../run/folder.ts";
import { loadStage } from "../run/stageWork.ts";
import { type Ballot, Ballots } from "./ballots.ts";
import { decideVote, folderOf } from "./decideVote.ts";
import { advanceIntent, commitVoteIntent, momentOf, revealVoteIntent } from "./intents.ts";
import { nextStep } from "./nextStep.ts";
import { OwnWorks } from "./ownWorks.ts";
import { type PanelState, seatOf } from "./panelState.ts";
import { Panels } from "./panels.ts";
import { publishReason } from "./publishReason.ts";
import { type Question, questionOf, subjectOf } from "./question.ts";
import { takeSeat } from "./seat.ts";
import { SeatTally } from "./seatTally.ts";
import { takeDevice } from "./takeDevice.ts";

/** Of several who may move a panel on, each lets the one before it try so long, s. */
const COURTESY_SECONDS = 3;
/** Votes are kept so long after their panel was last in question, ms: a reorganisation may bring it back. */
const KEEP_MS = 86_400_000;
/** What the contract says when somebody else did it, or the moment has passed. */
const PASSED =
  /^(Referees_(WrongPhase|DeadlinePassed|DeadlineNotPassed|AlreadyCommitted|AlreadyRevealed|NotSeated)|WORKER_TX_REVERTED)$/;

type Running = { abort: AbortController; promise: Promise<void> };

/** The provider's seats among auditors and referees: takes them, does the work again, votes, and moves panels on. */
export class PanelDesk implements Desk {
  readonly #context: Context;
  readonly #panels: Panels;
  readonly #ballots: Ballots;
  readonly #ownWorks = new OwnWorks();
  readonly #notices = new Notices();
  /** When it was first seen that a panel can be moved on, the chain's time. */
  readonly #dueSince = new Map<string, number>();
  readonly #deciding = new Map<bigint, Running>();
  /** Panels that a seat is being taken on: each will need a slot. */
  readonly #sitting = new Set<bigint>();
  readonly #actions = new Map<string, Promise<void>>();
  readonly #folders = new Set<bigint>();

  /** @throws BlacktailError when the journal of votes cannot be opened */
  constructor(context: Context) {
    this.#context = context;
    this.#ballots = new Ballots(join(context.dataDir, "ballots"));
    this.#panels = new Panels(context.contracts.Referees);
    context.watcher.follow(this.#panels);
    context.watcher.follow(new SeatTally(context));
  }

  get busy(): number {
    return this.#deciding.size + this.#sitting.size + this.#seatsToCome();
  }

  get shortSteps(): readonly Promise<void>[] {
    return [...this.#actions.values()];
  }

  tick(freeSlots: number): void {
    const { watcher, config } = this.#context;
    const questions = this.#questions();
    this.#dropOthers(new Set(questions.map(({ panelId }) => panelId)));
    this.#freeGpu(questions);
    // A seat is an obligation: of several the first gets a slot even where jobs have taken all.
    const capacity = Math.max(1, freeSlots + this.busy);
    const busyBefore = this.busy;
    for (const question of questions) {
      const panel = this.#panels.get(question.panelId);
      if (panel === undefined) {
        watcher.doubt(`job ${question.jobId} is before panel ${question.panelId}, whose beginning the RPC left out`);
        continue;
      }
      if (panel.phase >= PanelPhase.Decided) {
        this.#conclude(question, panel);
        continue;
      }
      // Whatever is decided after the commit period helps nobody.
      if (panel.phase !== PanelPhase.Committing)
        this.#deciding.get(panel.panelId)?.abort.abort(new Error("the panel went on without this vote"));
      const hasBallot = this.#ballotOn(question) !== undefined;
      switch (nextStep(panel, config.PROVIDER, { now: watcher.now(), hasBallot })) {
        case "sit":
          // A seat that cannot be filled with work in time costs stake.
          if (config.PANELS && freeSlots > this.busy - busyBefore) this.#sit(question, panel);
          break;
        case "decide":
          if (this.#deciding.size < capacity) this.#decide(question, panel);
          break;
        case "commit":
          this.#vote("commit", question, panel);
          break;
        case "reveal":
          this.#vote("reveal", question, panel);
          break;
        case "advance":
          this.#advance(question, panel);
      }
    }
  }

  async abandon(reason: Error): Promise<void> {
    const running = [...this.#deciding.values()];
    for (const { abort } of running) abort.abort(reason);
    await Promise.allSettled([...running.map(({ promise }) => promise), ...this.#actions.values()]);
    this.#ballots.close();
  }

  #ballotOn(question: Question): Ballot | undefined {
    return this.#ballots.get(question.panelId, subjectOf(question));
  }

  #sit(question: Question, panel: PanelState): void {
    const key = `sit:${momentOf(panel)}`;
    this.#start(key, question, async () => {
      this.#folders.add(panel.panelId);
      this.#sitting.add(panel.panelId);
      try {
        await this.#takeSeat(key, question, panel);
      } finally {
        this.#sitting.delete(panel.panelId);
      }
    });
  }

  async #takeSeat(key: string, question: Question, panel: PanelState): Promise<void> {
    const { watcher, log, clock, stopping } = this.#context;
    const taken = await takeSeat(this.#context, question, panel, stopping);
    const line = { panelId: `${panel.panelId}`, jobId: `${question.jobId}`, audit: panel.audit };
    if (taken.action === "wait") this.#notices.wait(key, clock.now() + (taken.until - watcher.now()) * 1_000);
    if (taken.action === "seated") log.info(line, "sits on a panel");
    if (taken.action === "skip" && this.#notices.skipped(key, taken, clock.now()))
      log.info({ ...line, code: taken.code, reason: taken.reason }, "takes no seat on the panel");
    if (taken.action === "seated" || taken.action === "lost") await this.#untilChanged(panel);
  }

  /** What the jobs that are before a panel ask. */
  #questions(): Question[] {
    return this.#context.jobs.all().flatMap(({ jobId, job }) => questionOf(jobId, job) ?? []);
  }

  /** Seats whose work has not begun, each of which will need a slot. */
  #seatsToCome(): number {
    return this.#questions().filter((question) => this.#isToDecide(question) && !this.#isInHand(question)).length;
  }

  /** Whether this provider has a seat and no vote yet. */
  #isToDecide(question: Question): boolean {
    const panel = this.#panels.get(question.panelId);
    if (panel === undefined || panel.phase > PanelPhase.Committing) return false;
    return seatOf(panel, this.#context.config.PROVIDER)?.committed === false && this.#ballotOn(question) === undefined;
  }

  #isInHand({ panelId }: Pick<Question, "panelId">): boolean {
    return this.#deciding.has(panelId) || this.#sitting.has(panelId);
  }

  /** The GPU is a panel's from before its seat is taken until the vote is decided. */
  #freeGpu(questions: readonly Question[]): void {
    const { gpu } = this.#context;
    const { holder } = gpu;
    if (holder === undefined || holder >= 0n || this.#isInHand({ panelId: -holder })) return;
    const question = questions.find(({ panelId }) => panelId === -holder);
    if (question === undefined || !this.#isToDecide(question)) gpu.leave(holder);
  }

  #decide(question: Question, panel: PanelState): void {
    const { clock, abandon, stopping, log } = this.#context;
    const { panelId } = question;
    const key = `decide:${momentOf(panel)}`;
    if (stopping.aborted || this.#deciding.has(panelId) || !this.#notices.isDue(key, clock.now())) return;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, abandon]);
    this.#folders.add(panelId);
    const line = { panelId: `${panelId}`, jobId: `${question.jobId}` };
    const promise = this.#workOn(question, panel, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        const reason = judged(error);
        this.#notices.failed(key, reason.code, clock.now());
        log.warn(
          { ...line, err: reason, retryMs: this.#notices.pauseOf(key) },
          "cannot decide on a vote yet; trying again",
        );
      })
      .finally(() => this.#deciding.delete(panelId));
    this.#deciding.set(panelId, { abort, promise });
  }

  async #workOn(question: Question, { deadline }: PanelState, signal: AbortSignal): Promise<void> {
    const { storage, log } = this.#context;
    const { panelId, jobId, job } = question;
    if (!(await verifyJob(this.#context, jobId, job))) return;
    const work = await loadStage(storage, job, signal);
    const found = takeDevice(this.#context, work.spec, panelId);
    if ("code" in found) throw deviceGone(panelId, found.reason);
    const { device } = found;
    log.info({ panelId: `${panelId}`, jobId: `${jobId}`, candidates: question.candidates }, "does the work again");
    const ballot = await decideVote(this.#context, {
      question,
      work,
      device,
      deadline,
      ownWorks: this.#ownWorks,
      signal,
    });
    this.#ballots.keep(ballot);
    this.#ownWorks.keepOnly((kept) => kept !== panelId);
    const { vote, document } = ballot;
    log.info({ panelId: `${panelId}`, jobId: `${jobId}`, vote, findings: document.candidates }, "decided on a vote");
  }

  #vote(kind: "commit" | "reveal", question: Question, panel: PanelState): void {
    const { contracts, log } = this.#context;
    const ballot = this.#ballotOn(question);
    if (ballot === undefined) return;
    this.#start(`${kind}:${momentOf(panel)}`, question, async () => {
      if (kind === "reveal") await publishReason(this.#context, ballot, panel.deadline);
      const intentOf = kind === "commit" ? commitVoteIntent : revealVoteIntent;
      const hash = await this.#send(intentOf(contracts.Referees, panel, ballot), panel);
      if (hash !== undefined)
        log.info({ panelId: ballot.panelId, hash }, kind === "commit" ? "vote committed" : "vote revealed");
    });
  }

  #advance(question: Question, panel: PanelState): void {
    const { contracts, log } = this.#context;
    if (!this.#isTurn(`advance:${momentOf(panel)}`, question, panel)) return;
    this.#start(`advance:${momentOf(panel)}`, question, async () => {
      const hash = await this.#send(advanceIntent(contracts.Referees, panel), panel);
      if (hash !== undefined) log.info({ panelId: `${panel.panelId}`, hash }, "moved the panel on");
    });
  }

  #conclude(question: Question, panel: PanelState): void {
    const { contracts, log, abandon } = this.#context;
    const { jobId, panelId } = question;
    if (!this.#isTurn(`conclude:${momentOf(panel)}`, question, panel)) return;
    this.#start(`conclude:${momentOf(panel)}`, question, async () => {
      const receipt = await sendOnJob(
        this.#context,
        jobId,
        (job) => questionOf(jobId, job)?.panelId === panelId,
        (job) => upkeepIntent("conclude", { escrow: contracts.JobEscrow, jobId, job }),
        abandon,
      );
      if (receipt === undefined) return;
      log.info(
        { jobId: `${jobId}`, panelId: `${panelId}`, hash: receipt.transactionHash },
        "concluded what the panel came to",
      );
    });
  }

  /** Whoever has most to gain goes first: the work's providers, the panel's members in order, then whoever serves the public. */
  #isTurn(key: string, { job }: Question, { members }: PanelState): boolean {
    const { config, watcher } = this.#context;
    const since = this.#dueSince.get(key) ?? watcher.now();
    this.#dueSince.set(key, since);
    const member = members.findIndex((seat) => isAddressEqual(seat.member, config.PROVIDER));
    const rank = isMine(job, config.PROVIDER)
      ? 0
      : member >= 0
        ? 1 + member
        : config.PUBLIC_SERVICE
          ? 1 + members.length
          : undefined;
    return rank !== undefined && watcher.now() >= since + rank * COURTESY_SECONDS;
  }

  /** @returns The transaction's hash; undefined when somebody else did it, or it is not due any more. */
  async #send(intent: Intent, panel: PanelState): Promise<string | undefined> {
    const { outbox, abandon } = this.#context;
    try {
      const receipt = await outbox.send(intent);
      await this.#untilChanged(panel);
      return receipt?.transactionHash;
    } catch (error) {
      if (abandon.aborted || !PASSED.test(toBlacktailError(error).code)) throw error;
      await this.#untilChanged(panel);
      return undefined;
    }
  }

  /** Waits until the events show what was mined, so that nothing is decided on the state before it. */
  #untilChanged(panel: PanelState): Promise<void> {
    return untilMoved(this.#context, () => this.#panels.get(panel.panelId) === panel);
  }

  /** Starts an action unless it runs already or its last failure was a moment ago. */
  #start(key: string, { jobId, panelId }: Question, action: () => Promise<void>): void {
    const { clock, log, abandon, stopping } = this.#context;
    if (stopping.aborted || this.#actions.has(key) || !this.#notices.isDue(key, clock.now())) return;
    const promise = action()
      .catch((error: unknown) => {
        if (abandon.aborted || stopping.aborted) return;
        const reason = judged(error);
        const isNew = this.#notices.failed(key, reason.code, clock.now());
        const line = { jobId: `${jobId}`, panelId: `${panelId}`, err: reason, retryMs: this.#notices.pauseOf(key) };
        log[isNew ? "warn" : "debug"](line, `${key.split(":")[0]} failed; trying again`);
      })
      .finally(() => this.#actions.delete(key));
    this.#actions.set(key, promise);
  }

  /** Forgets what belongs to panels that no job is before any more. */
  #dropOthers(standing: ReadonlySet<bigint>): void {
    const { clock, dataDir } = this.#context;
    const isStanding = (key: string): boolean => standing.has(BigInt(key.split(":")[1] ?? "0"));
    this.#notices.keepOnly(isStanding);
    this.#ownWorks.keepOnly((panelId) => standing.has(panelId));
    for (const key of this.#dueSince.keys()) if (!isStanding(key)) this.#dueSince.delete(key);
    for (const [panelId, { abort }] of this.#deciding) {
      if (!standing.has(panelId)) abort.abort(new Error("the panel is over"));
    }
    this.#ballots.keepOnly((panelId, at) => standing.has(panelId) || clock.now() - at < KEEP_MS);
    for (const panelId of this.#folders) {
      if (standing.has(panelId) || this.#deciding.has(panelId)) continue;
      removeJobFolder(dataDir, folderOf(panelId));
      this.#folders.delete(panelId);
    }
  }
}

function deviceGone(panelId: bigint, reason: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_DEVICE",
    message: `The work before panel ${panelId} cannot be computed by this worker now: ${reason}.`,
    fix: "Wait for the job that has the GPU; or mend it or its driver, and start the worker again before the panel's commit period ends.",
    retryable: true,
  });
}
