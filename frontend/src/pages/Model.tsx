import { useParams } from "react-router";
import { useJobs } from "../data/jobs.ts";
import { type Model as ModelData, useModel, useModelsByDigest } from "../data/models.ts";
import { formatBps } from "../lib/formatBps.ts";
import { formatBytes } from "../lib/formatBytes.ts";
import { same } from "../lib/same.ts";
import { taskWords } from "../lib/taskWords.ts";
import { useTitle } from "../lib/useTitle.ts";
import { Amount } from "../ui/Amount.tsx";
import { Badge } from "../ui/Badge.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { Detail, Details } from "../ui/Details.tsx";
import { DigestArt } from "../ui/DigestArt.tsx";
import { Download } from "../ui/Download.tsx";
import { JobRows } from "../ui/JobRows.tsx";
import { Metrics } from "../ui/Metrics.tsx";
import { modelName } from "../ui/modelName.ts";
import { QueryState } from "../ui/QueryState.tsx";
import { Section } from "../ui/Section.tsx";
import { Empty, Failure } from "../ui/states.tsx";
import { JobLink, TextLink } from "../ui/TextLink.tsx";
import { Time } from "../ui/Time.tsx";
import { InferencePanel } from "./InferencePanel.tsx";
import { ModelActions } from "./ModelActions.tsx";
import { ModelLicences } from "./model/ModelLicences.tsx";

export function Model() {
  const { id = "" } = useParams();
  const query = useModel(id);
  return (
    <QueryState query={query} label="the model" rows={2} rowClass="h-56">
      {(model) =>
        model ? (
          <Found model={model} />
        ) : (
          <Empty icon="market" title="No such model">
            The index knows no model with this id. If it was minted a moment ago, it appears within seconds.
          </Empty>
        )
      }
    </QueryState>
  );
}

type Detailed = NonNullable<ReturnType<typeof useModel>["data"]>;

function Found({ model }: { model: Detailed }) {
  useTitle(modelName(model));
  return (
    <>
      <div className="grid gap-6 lg:grid-cols-[1fr_22rem]">
        <div className="min-w-0">
          <div className="overflow-hidden rounded-card">
            <DigestArt digest={model.digest} className="h-40 sm:h-56" />
          </div>
          <h1 className="mt-6 text-3xl break-words sm:text-4xl">{modelName(model)}</h1>
          <p className="mt-2 flex flex-wrap items-center gap-2 text-muted">
            {model.card?.task && <Badge tone="accent">{taskWords(model.card.task)}</Badge>}
            {model.card?.license && <Badge>{model.card.license}</Badge>}
            Minted <Time at={model.mintedAt} />
          </p>
          <Authenticity model={model} />
          {model.card?.description && (
            <p className="mt-5 max-w-prose break-words whitespace-pre-wrap">{model.card.description}</p>
          )}
        </div>
        <ModelActions model={model} />
      </div>
      <div className="mt-8 grid items-start gap-6 lg:grid-cols-2">
        <div className="grid min-w-0 gap-6">
          <Measured model={model} />
          <ModelLicences model={model} />
          <InferencePanel model={model} />
        </div>
        <div className="grid min-w-0 gap-6">
          <Facts model={model} />
          <History model={model} />
        </div>
      </div>
      <UsedBy id={model.id} />
    </>
  );
}

/** Anybody can mint any card: says so where the card names another creator, or is no card. */
function Authenticity({ model }: { model: ModelData }) {
  const { card, minter } = model;
  if (!card) return <p className="mt-4 text-muted">Its card is on the way from storage.</p>;
  if (!card.valid) {
    return (
      <div className="mt-4">
        <Failure
          message={`This card cannot be read: ${card.problem ?? "it is not valid"}.`}
          fix="Do not buy what you cannot read."
        />
      </div>
    );
  }
  if (same(card.creator ?? undefined, minter)) return null;
  return (
    <div className="mt-4">
      <Failure
        message="Not authentic: the card names another creator than the account that minted it."
        fix="Somebody may have copied a published card."
      />
    </div>
  );
}

function Measured({ model }: { model: ModelData }) {
  const metrics = model.card?.metrics ?? [];
  return (
    <Section title="Metrics">
      {metrics.length === 0 ? (
        <p className="text-muted">The card names no metrics.</p>
      ) : (
        <>
          <Metrics metrics={metrics.map(({ name, value }) => [name, value])} />
          <p className="mt-4 text-sm text-muted">
            As the card claims{model.card?.jobId ? "; the job that measured them is linked beside" : ""}.
          </p>
        </>
      )}
    </Section>
  );
}

function Facts({ model }: { model: Detailed }) {
  const { card } = model;
  return (
    <Section title="Card">
      <Details>
        {card?.target && <Detail name="Predicts">{card.target}</Detail>}
        {card && card.classes.length > 0 && <Detail name="Classes">{card.classes.join(", ")}</Detail>}
        {card?.framework && (
          <Detail name="Framework">
            {card.family} / {card.framework} {card.frameworkVersion}
          </Detail>
        )}
        <Detail name="Creator">
          <Copyable value={model.creator} label="creator’s address" />
        </Detail>
        <Detail name="Royalty">{formatBps(model.royaltyBps)} of each resale and each paid use</Detail>
        <Detail name="Digest">
          <Copyable value={model.digest} label="digest" />
        </Detail>
        {card && card.parents.length > 0 && (
          <Detail name="Learned from">
            <Parents digests={card.parents} />
          </Detail>
        )}
        {card?.jobId && (
          <Detail name="Trained by">
            <JobLink id={card.jobId} />
          </Detail>
        )}
        {card?.artifactCid && card.artifactDigest && card.artifactSize !== null && (
          <Detail name="Artifact">
            <Download
              artifact={{ cid: card.artifactCid, digest: card.artifactDigest, size: Number(card.artifactSize) }}
              name={`model-${model.digest.slice(2, 10)}.onnx`}
            >
              ONNX, {formatBytes(Number(card.artifactSize))}
            </Download>
          </Detail>
        )}
        {model.versions.map(({ version, digest, timestamp }) => (
          <Detail key={version} name={`Version ${version}`}>
            <Copyable value={digest} label={`digest of version ${version}`} /> <span className="text-muted">· </span>
            <Time at={timestamp} />
          </Detail>
        ))}
      </Details>
    </Section>
  );
}

/** The models that it derives from, as its card claims: by name where they are minted here, else by their card's digest. */
function Parents({ digests }: { digests: readonly `0x${string}`[] }) {
  const models = useModelsByDigest(digests);
  return (
    <ul className="grid gap-1">
      {[...new Set(digests)].map((digest) => {
        const known = models.data?.get(digest);
        return (
          <li key={digest}>
            {known ? (
              <TextLink to={`/models/${known.id}`}>{modelName(known)}</TextLink>
            ) : (
              <Copyable value={digest} label="digest of a parent’s card" />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function History({ model }: { model: Detailed }) {
  return (
    <Section title="Sales">
      {model.sales.length === 0 ? (
        <p className="text-muted">It was not sold yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {model.sales.map((sale) => (
            <li key={sale.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
              <span className="font-semibold">
                <Amount value={sale.price} currency={sale.currency} />
              </span>
              <span className="text-sm">
                <Copyable value={sale.seller} label="seller’s address" /> →{" "}
                <Copyable value={sale.buyer} label="buyer’s address" />
              </span>
              <span className="text-sm text-muted">
                <Time at={sale.timestamp} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function UsedBy({ id }: { id: string }) {
  const jobs = useJobs({ modelId: id, first: 10 });
  if (!jobs.data || jobs.data.length === 0) return null;
  return (
    <Section title="Jobs that used it" bare className="mt-10">
      <JobRows jobs={jobs.data} />
    </Section>
  );
}
