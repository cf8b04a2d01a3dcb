import { Link } from "react-router";
import { blackOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { useJobs } from "../data/jobs.ts";
import { useModels } from "../data/models.ts";
import { useTotals } from "../data/totals.ts";
import { useTitle } from "../lib/useTitle.ts";
import { Amount } from "../ui/Amount.tsx";
import { Amounts } from "../ui/Amounts.tsx";
import { LinkButton } from "../ui/Button.tsx";
import { JobRows } from "../ui/JobRows.tsx";
import { ModelTile } from "../ui/ModelTile.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Stat } from "../ui/Stat.tsx";
import { Empty } from "../ui/states.tsx";
import { TailCurve } from "../ui/TailCurve.tsx";

const steps = [
  {
    title: "Stake",
    text: "Providers put $BLACK behind their machines. It is what they lose for a wrong or missing result.",
    to: "/compute",
  },
  { title: "Train", text: "You post a job with your data and a price. The money waits in escrow.", to: "/train" },
  {
    title: "Attest",
    text: "A provider trains, signs the result, and is paid once it stood a challenge window.",
    to: "/jobs",
  },
  {
    title: "Mint",
    text: "The trained model becomes a token that you own, named by the digest of its card.",
    to: "/mint",
  },
  { title: "Sell", text: "List it. Each resale and each paid use pays its creator a royalty.", to: "/market" },
] as const;

export function Home() {
  useTitle("Blacktail");
  return (
    <>
      <section className="relative -mx-4 overflow-hidden px-4 pt-4 pb-10 sm:-mx-6 sm:px-6 sm:pt-8">
        <TailCurve className="pointer-events-none absolute right-0 bottom-0 hidden h-full w-3/5 sm:block" />
        <div className="relative max-w-xl">
          <h1 className="text-4xl sm:text-6xl">Train AI models on machines of people you never met.</h1>
          <p className="mt-5 text-lg text-muted">
            Post a job, watch its loss fall, own the result as a token. The money stays in escrow until the work has
            stood; providers put stake behind it, and referees drawn by stake decide disputes.
          </p>
          <div className="mt-7 flex flex-wrap gap-3">
            <LinkButton to="/train">Train a model</LinkButton>
            <LinkButton to="/market" look="secondary">
              Browse models
            </LinkButton>
          </div>
        </div>
      </section>
      <Totals />
      <Section title="How it goes round" bare className="mt-14">
        <ol className="grid gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-2 lg:grid-cols-5">
          {steps.map(({ title, text, to }, index) => (
            <li key={title} className="bg-surface p-5">
              <p className="text-sm font-semibold text-accent-ink">{index + 1}</p>
              <h3 className="mt-1 text-lg">
                <Link to={to} className="hover:text-accent-ink">
                  {title}
                </Link>
              </h3>
              <p className="mt-1.5 text-sm text-muted">{text}</p>
            </li>
          ))}
        </ol>
      </Section>
      <LatestModels />
      <LatestJobs />
    </>
  );
}

function Totals() {
  const totals = useTotals();
  const black = blackOf(useConfig());
  return (
    <section aria-label="Totals" className="panel p-5 sm:p-6">
      <QueryState query={totals} label="totals" rows={1}>
        {({ protocol, currencies }) => (
          <dl className="grid grid-cols-2 gap-x-6 gap-y-6 md:grid-cols-4">
            <Stat label="Models" hint={`${protocol?.activeListings ?? 0} for sale`}>
              {protocol?.models ?? 0}
            </Stat>
            <Stat label="Jobs done" hint={`${protocol?.openJobs ?? 0} under way`}>
              {protocol?.doneJobs ?? 0}
            </Stat>
            <Stat label="At stake" hint={`${protocol?.providers ?? 0} providers`}>
              <Amount value={protocol?.staked ?? 0n} currency={black} />
            </Stat>
            <Stat label="Paid for models and work">
              <Amounts of={currencies.map(({ currency, volume }) => ({ currency, amount: volume }))} />
            </Stat>
          </dl>
        )}
      </QueryState>
    </section>
  );
}

function LatestModels() {
  const models = useModels({ first: 4 });
  return (
    <Section
      title="Latest models"
      bare
      className="mt-14"
      aside={
        <Link to="/market" className="text-accent-ink hover:underline">
          All models
        </Link>
      }
    >
      <QueryState query={models} label="models" rows={2} rowClass="h-32">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="market" title="No model was minted yet">
              Train one here and mint its result, or mint one that you trained on your own machine.
            </Empty>
          ) : (
            <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
              {found.map((model) => (
                <ModelTile key={model.id} model={model} />
              ))}
            </div>
          )
        }
      </QueryState>
    </Section>
  );
}

function LatestJobs() {
  const jobs = useJobs({ first: 5 });
  return (
    <Section
      title="Latest jobs"
      bare
      className="mt-14"
      aside={
        <Link to="/jobs" className="text-accent-ink hover:underline">
          All jobs
        </Link>
      }
    >
      <QueryState query={jobs} label="jobs">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="jobs" title="No job was posted yet">
              The first one could be yours.
            </Empty>
          ) : (
            <JobRows jobs={found} />
          )
        }
      </QueryState>
    </Section>
  );
}
