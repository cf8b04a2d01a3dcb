import { Link } from "react-router";
import type { Model } from "../data/models.ts";
import { formatMetric } from "../lib/formatMetric.ts";
import { metricLabel } from "../lib/metricLabel.ts";
import { taskWords } from "../lib/taskWords.ts";
import { Amount } from "./Amount.tsx";
import { Badge } from "./Badge.tsx";
import { DigestArt } from "./DigestArt.tsx";
import { modelName } from "./modelName.ts";

/** A model in a list. The whole tile is one link. */
export function ModelTile({ model }: { model: Model }) {
  const metric = model.card?.metrics[0];
  return (
    <Link
      to={`/models/${model.id}`}
      className="panel group flex flex-col overflow-hidden transition-colors hover:border-line-strong"
    >
      <DigestArt digest={model.digest} className="h-28" />
      <div className="flex flex-1 flex-col gap-3 p-4">
        <div>
          <h3 className="truncate text-lg group-hover:text-accent-ink">{modelName(model)}</h3>
          <p className="truncate text-sm text-muted">
            {model.card ? taskWords(model.card.task, model.card.target) : "No card yet"}
          </p>
        </div>
        <div className="mt-auto flex flex-wrap items-center justify-between gap-2">
          {metric ? (
            <Badge>
              {metricLabel(metric.name)} {formatMetric(metric.name, metric.value)}
            </Badge>
          ) : (
            <Badge>no metrics</Badge>
          )}
          {model.listing ? (
            <span className="font-semibold">
              <Amount value={model.listing.price} currency={model.listing.currency} />
            </span>
          ) : (
            <span className="text-sm text-muted">Not for sale</span>
          )}
        </div>
      </div>
    </Link>
  );
}
