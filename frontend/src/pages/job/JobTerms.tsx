import { type JobSpec, PROFILES } from "@blacktail/sdk";
import { blackOf } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobDetail } from "../../data/jobDetail.ts";
import { acceptWords } from "../../job/acceptWords.ts";
import { doneBy } from "../../job/doneBy.ts";
import { formatBytes } from "../../lib/formatBytes.ts";
import { formatDuration } from "../../lib/time.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Detail, Details } from "../../ui/Details.tsx";
import { Section } from "../../ui/Section.tsx";
import { TextLink } from "../../ui/TextLink.tsx";

type Props = {
  job: JobDetail;
  spec: JobSpec | undefined;
  /** Whether storage has no specification, or one that is none. */
  isUnreadable: boolean;
};

/** What the requester asked for, and how the money went so far. */
export function JobTerms({ job, spec, isUnreadable }: Props) {
  const black = blackOf(useConfig());
  const { currency } = job;
  const money = (value: bigint) => <Amount value={value} currency={currency} />;
  const profile = PROFILES[job.profile];
  return (
    <Section title="What was asked">
      <Details>
        <Detail name="Budget">
          {money(job.budget)}
          {job.usePrice > 0n && <> and {money(job.usePrice)} for the use of the model</>}
        </Detail>
        {job.toProviders > 0n && (
          <Detail name="Paid">
            {money(job.toProviders)} to the {paidProviders(job) > 1 ? "providers" : "provider"}, {money(job.fees)} fee
            {job.usePaid > 0n && <>, {money(job.usePaid)} for the use of the model</>}
          </Detail>
        )}
        {job.returned > 0n && <Detail name="Went back">{money(job.returned)}</Detail>}
        {job.left > 0n && <Detail name="In escrow">{money(job.left)}</Detail>}
        <Detail name="Each provider’s lock">
          <Amount value={job.stakeLock} currency={black} />; a challenger’s bond is as much
        </Detail>
        <Detail name="Done by">{doneBy({ replicas: job.replicaCount, auditBps: job.auditBps })}</Detail>
        <Detail name="Periods">
          {formatDuration(job.claimPeriod)} to claim, {formatDuration(job.workPeriod)} to work,{" "}
          {formatDuration(job.challengePeriod)} to challenge; {job.attempts}{" "}
          {job.attempts === 1 ? "attempt" : "attempts"} at a stage
        </Detail>
        {profile && <Detail name="Counts as right">{acceptWords(profile, spec)}</Detail>}
        {job.modelId !== 0n && (
          <Detail name="Model">
            <TextLink to={`/models/${job.modelId}`}>See the model</TextLink>
          </Detail>
        )}
        {spec?.framework && (
          <Detail name="Framework">
            {spec.framework.family} / {spec.framework.name} {spec.framework.version}
          </Detail>
        )}
        {spec?.framework && (
          <Detail name="Settings">
            {settingsOf(spec.framework.config)}, seed {spec.seed}
          </Detail>
        )}
        {spec?.data.map((data) => (
          <Detail key={`${data.role}-${data.digest}`} name={`Data (${data.role})`}>
            <Copyable value={data.cid} label="CID of the data" /> {formatBytes(data.size)}
            {data.target && <>, predicts “{data.target}”</>}
          </Detail>
        ))}
        <Detail name="Specification">
          <Copyable value={job.specCid} label="CID of the specification" />
          {isUnreadable && <span className="text-bad"> cannot be read, so settings and data are not shown</span>}
        </Detail>
      </Details>
    </Section>
  );
}

const paidProviders = ({ assignments }: JobDetail) =>
  new Set(assignments.filter(({ state }) => state === "Paid").map(({ provider }) => provider.id)).size;

/** Settings longer than this are cut: they may be as long as a document. Characters. */
const MOST_SETTINGS = 600;

/** The settings that were chosen, in a line; they are the requester's own text. */
function settingsOf(config: Record<string, unknown>): string {
  const chosen = Object.entries(config).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const text = chosen.join(", ");
  if (text.length > MOST_SETTINGS) return `${text.slice(0, MOST_SETTINGS)}…`;
  return text || "the framework’s own";
}
