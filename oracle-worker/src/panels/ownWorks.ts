import { existsSync } from "node:fs";
import type { VoteFinding } from "@blacktail/sdk";
import type { Hex } from "viem";
import type { OwnWork } from "./judge.ts";
import { type Question, subjectOf } from "./question.ts";

/** The work done again; or the finding that nobody can do it, so that no result of it is right. */
export type Own = OwnWork | VoteFinding;

/** Work that was done again and is not voted on yet: what fails after it, such as a storage that is silent, costs no second time. */
export class OwnWorks {
  readonly #works = new Map<bigint, { subject: Hex; own: Own }>();

  /** What was kept for exactly this question, if its files are still there. */
  get(question: Question): Own | undefined {
    const work = this.#works.get(question.panelId);
    if (work?.subject !== subjectOf(question)) return undefined;
    const { own } = work;
    return "ok" in own || [...own.paths.values()].every((path) => existsSync(path)) ? own : undefined;
  }

  keep(question: Question, own: Own): void {
    this.#works.set(question.panelId, { subject: subjectOf(question), own });
  }

  keepOnly(isKept: (panelId: bigint) => boolean): void {
    for (const panelId of this.#works.keys()) if (!isKept(panelId)) this.#works.delete(panelId);
  }
}
