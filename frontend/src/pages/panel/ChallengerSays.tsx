import { digestToCid } from "@blacktail/sdk";
import { type Hex, zeroHash } from "viem";
import { useStored } from "../../data/useStored.ts";
import { ChallengeReason } from "../../job/ChallengeReason.ts";
import { QueryState } from "../../ui/QueryState.tsx";

/** What a challenger says is wrong with a result; nothing where it published nothing. */
export function ChallengerSays({ digest }: { digest: Hex }) {
  const document = useStored(digest === zeroHash ? undefined : digestToCid(digest), ChallengeReason);
  if (digest === zeroHash) return null;
  return (
    <div className="mt-2 rounded-control bg-raised p-4 text-sm">
      <QueryState query={document} label="the challenger’s reason" rows={1} rowClass="h-8">
        {({ reason }) => (
          <>
            <p className="wrap-anywhere whitespace-pre-line">“{reason}”</p>
            <p className="mt-2 text-muted">In the challenger’s own words; only the digest is on chain.</p>
          </>
        )}
      </QueryState>
    </div>
  );
}
