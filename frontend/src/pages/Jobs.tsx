import type { JobStatusName } from "@blacktail/sdk";
import { useState } from "react";
import { useJobs } from "../data/jobs.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { JobRows } from "../ui/JobRows.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Empty } from "../ui/states.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

type FilterName = "all" | "active" | "done" | "mine";

const filters: Record<FilterName, { label: string; status?: readonly JobStatusName[] }> = {
  all: { label: "All" },
  active: { label: "Under way", status: ["Open", "Working", "Revealing", "Pending", "Audited", "Disputed"] },
  done: { label: "Done", status: ["Done"] },
  mine: { label: "Mine" },
};

export function Jobs() {
  const { address } = useWallet();
  const [name, setName] = useState<FilterName>("all");
  const [first, setFirst] = useState(25);
  const { status } = filters[name];
  const jobs = useJobs({
    first,
    ...(status && { status }),
    ...(name === "mine" && { requester: address ?? "0x" }),
  });
  return (
    <>
      <PageHeader
        title="Jobs"
        lead="Work that was asked for, with its money in escrow until the result has stood."
        actions={
          <>
            <LinkButton look="secondary" to="/train/compare">
              Compare runs
            </LinkButton>
            <LinkButton to="/train">Post a job</LinkButton>
          </>
        }
      />
      <fieldset className="mb-6 flex flex-wrap gap-2">
        <legend className="sr-only">Show</legend>
        {(Object.keys(filters) as FilterName[])
          .filter((key) => key !== "mine" || address)
          .map((key) => (
            <label
              key={key}
              className="inline-flex min-h-10 cursor-pointer items-center rounded-full border border-line-strong px-4 text-sm has-checked:border-accent has-checked:bg-accent has-checked:font-semibold has-checked:text-on-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink"
            >
              <input
                type="radio"
                name="filter"
                className="sr-only"
                checked={name === key}
                onChange={() => setName(key)}
              />
              {filters[key].label}
            </label>
          ))}
      </fieldset>
      <QueryState query={jobs} label="jobs" rows={5}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon="jobs" title="No job here">
              Post one from the Train page: choose how to learn, drop a file, name a budget.
            </Empty>
          ) : (
            <>
              <JobRows jobs={found} />
              {found.length === first && (
                <div className="mt-8 text-center">
                  <Button look="secondary" onClick={() => setFirst(first + 25)}>
                    Show more
                  </Button>
                </div>
              )}
            </>
          )
        }
      </QueryState>
    </>
  );
}
