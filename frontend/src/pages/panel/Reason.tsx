import { VoteReason } from "@blacktail/sdk";
import { useStored } from "../../data/useStored.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { QueryState } from "../../ui/QueryState.tsx";

/** What a member says it compared, for each result; its own words, which nothing verifies but its digest. */
export function Reason({ cid }: { cid: string }) {
  const reason = useStored(cid, VoteReason);
  return (
    <div className="mt-3 rounded-control bg-raised p-4 text-sm">
      <QueryState query={reason} label="the reason" rows={1} rowClass="h-8">
        {({ candidates, own }) => (
          <div className="grid gap-4">
            {candidates.map(({ output, accepted, findings }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: replicas may have equal results; their order is fixed
              <div key={at}>
                <p className="flex flex-wrap items-center gap-2">
                  {candidates.length > 1 && <span className="font-semibold">Result {at + 1}</span>}
                  <Copyable value={output} label="digest of the result" />
                  <Badge tone={accepted ? "good" : "bad"}>{accepted ? "accepted" : "rejected"}</Badge>
                </p>
                <ul className="mt-2 grid gap-1.5">
                  {findings.map(({ what, ok, says }, finding) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity; their order is fixed
                    <li key={finding} className="flex gap-2">
                      <Icon
                        name={ok ? "check" : "cross"}
                        className={`mt-0.5 size-4 ${ok ? "text-good" : "text-bad"}`}
                      />
                      <span className="min-w-0 wrap-anywhere">
                        <span className="sr-only">{ok ? "fits:" : "differs:"} </span>
                        {says} <span className="text-muted">({what})</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            <p className="flex flex-wrap items-center gap-2 text-muted">
              {own ? (
                <>
                  Its own result: <Copyable value={own} label="digest of the member’s own result" />
                </>
              ) : (
                "It could not make a result of its own."
              )}
            </p>
            <p className="text-muted">In the member’s own words; only the digest is on chain.</p>
          </div>
        )}
      </QueryState>
    </div>
  );
}
