import { useJobs } from "../data/jobs.ts";
import { Amount } from "../ui/Amount.tsx";
import { LinkButton } from "../ui/Button.tsx";
import { JobStatusBadge } from "../ui/JobStatusBadge.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Empty } from "../ui/states.tsx";
import { Time } from "../ui/Time.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

type Props = { ids: readonly string[]; most: number; onIds: (ids: string[]) => void };

/** Training jobs to compare: one's own where a wallet is connected, else the newest. */
export function RunPicker({ ids, most, onIds }: Props) {
  const { address } = useWallet();
  const jobs = useJobs({ modelId: "0", first: 25, ...(address && { requester: address }) });
  const toggle = (id: string, on: boolean) => onIds(on ? [...ids, id] : ids.filter((known) => known !== id));
  return (
    <QueryState query={jobs} label="trainings" rows={3} rowClass="h-11">
      {(found) =>
        found.length === 0 ? (
          <Empty icon="train" title="No training yet">
            <LinkButton to="/train" size="small">
              Post one
            </LinkButton>
          </Empty>
        ) : (
          <fieldset className="max-h-72 overflow-y-auto rounded-control border border-line">
            <legend className="sr-only">Trainings to compare, at most {most}</legend>
            <ul className="divide-y divide-line">
              {found.map(({ id, status, budget, currency, createdAt }) => {
                const checked = ids.includes(id);
                return (
                  <li key={id}>
                    <label className="grid min-h-11 cursor-pointer grid-cols-[auto_1fr_auto] items-center gap-x-3 px-4 py-2 hover:bg-raised has-checked:bg-accent-soft sm:grid-cols-[auto_1fr_auto_8rem_7rem]">
                      <input
                        type="checkbox"
                        className="size-4 accent-[var(--accent)]"
                        checked={checked}
                        disabled={!checked && ids.length >= most}
                        onChange={(event) => toggle(id, event.target.checked)}
                      />
                      <span>Job {id}</span>
                      <JobStatusBadge status={status} />
                      <span className="justify-self-end max-sm:hidden">
                        <Amount value={budget} currency={currency} />
                      </span>
                      <span className="justify-self-end text-sm text-muted max-sm:hidden">
                        <Time at={createdAt} />
                      </span>
                    </label>
                  </li>
                );
              })}
            </ul>
          </fieldset>
        )
      }
    </QueryState>
  );
}
