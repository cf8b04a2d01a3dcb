import { PanelPhase } from "@blacktail/sdk";
import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { PanelDetail } from "../../data/panels.ts";
import { accepts } from "../../panel/votes.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { ProviderLink } from "../../ui/ProviderLink.tsx";
import { Section } from "../../ui/Section.tsx";
import { ChallengerSays } from "./ChallengerSays.tsx";

/** What is voted on: whose results, and what became of each. */
export function Results({ panel }: { panel: PanelDetail }) {
  const { dispute, candidates, phase, accepted, rejections } = panel;
  const black = blackOf(useConfig());
  const works = (dispute?.assignments ?? []).toSorted((a, b) => a.place - b.place);
  return (
    <Section title={candidates === 1 ? "The result in question" : `${candidates} results in question`}>
      <ul className="divide-y divide-line">
        {Array.from({ length: candidates }, (_, candidate) => {
          const work = works[candidate];
          const against = rejections[candidate] ?? 0;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a candidate is its place
              key={candidate}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 first:pt-0"
            >
              <span>
                {candidates > 1 && <span className="mr-2 font-semibold">{candidate + 1}</span>}
                {work ? (
                  <>
                    by <ProviderLink id={work.provider.id} className="underline underline-offset-2" />
                  </>
                ) : (
                  "a result"
                )}
              </span>
              {phase === PanelPhase.Decided ? (
                <Badge tone={accepts(accepted, candidate) ? "good" : "bad"}>
                  {accepts(accepted, candidate) ? "right" : "wrong"}
                </Badge>
              ) : (
                <span className="text-sm text-muted">{against > 0 ? `${against} against` : "not decided"}</span>
              )}
              {work?.outputCid && (
                <span className="basis-full text-sm text-muted">
                  output <Copyable value={work.outputCid} label="CID of the output" />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {dispute?.challenger && (
        <div className="mt-3 border-t border-line pt-3">
          <p className="text-sm text-muted">
            Challenged by <Copyable value={dispute.challenger} label="challenger’s address" />, with a bond of{" "}
            <Amount value={dispute.bond} currency={black} />.
          </p>
          <ChallengerSays digest={dispute.reason} />
        </div>
      )}
    </Section>
  );
}
