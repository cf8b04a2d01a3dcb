import { useDeferredValue, useState } from "react";
import { useModels } from "../data/models.ts";
import { Button, LinkButton } from "../ui/Button.tsx";
import { ModelTile } from "../ui/ModelTile.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";
import { QueryState } from "../ui/QueryState.tsx";
import { Empty } from "../ui/states.tsx";

const PAGE = 24;

export function Market() {
  const [search, setSearch] = useState("");
  const [forSale, setForSale] = useState(false);
  const [first, setFirst] = useState(PAGE);
  const models = useModels({ search: useDeferredValue(search.trim()), forSale, first });
  return (
    <>
      <PageHeader
        title="DMarket"
        lead="Models as tokens. Whoever owns one may run, sell and version it; its creator earns on every sale and paid use."
        actions={
          <>
            <LinkButton to="/mint" look="secondary">
              Mint a model
            </LinkButton>
            <LinkButton to="/train">Train your own</LinkButton>
          </>
        }
      />
      <search className="mb-6 flex flex-wrap items-center gap-x-6 gap-y-3">
        <input
          type="search"
          aria-label="Search models by name"
          placeholder="Search by name"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="field max-w-sm"
        />
        <label className="flex min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            checked={forSale}
            onChange={(event) => setForSale(event.target.checked)}
            className="size-5 accent-(--accent)"
          />
          For sale only
        </label>
      </search>
      <h2 className="sr-only">Models</h2>
      <QueryState query={models} label="models" rows={3} rowClass="h-40">
        {(found) =>
          found.length === 0 ? (
            <Empty icon="market" title={search || forSale ? "No model fits" : "No model was minted yet"}>
              {search || forSale
                ? "Search for less, or show those that are not for sale too."
                : "Train one here and mint its result, or mint one that you trained on your own machine."}
            </Empty>
          ) : (
            <>
              <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                {found.map((model) => (
                  <ModelTile key={model.id} model={model} />
                ))}
              </div>
              {found.length === first && (
                <div className="mt-8 text-center">
                  <Button look="secondary" onClick={() => setFirst(first + PAGE)}>
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
