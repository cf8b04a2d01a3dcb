import { currencyBySymbol } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import { type Licence, type ModelLicences as Licences, type Offer, useLicences } from "../../data/licences.ts";
import type { Model } from "../../data/models.ts";
import { buyLicenceFlow } from "../../flows/buyLicence.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { grantLicenceFlow } from "../../flows/grantLicence.ts";
import { setOfferFlow } from "../../flows/setOffer.ts";
import { same } from "../../lib/same.ts";
import { useNow } from "../../lib/useNow.ts";
import { durationWords } from "../../licence/durationWords.ts";
import { Amount } from "../../ui/Amount.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Copyable } from "../../ui/Copyable.tsx";
import { Fact } from "../../ui/Fact.tsx";
import { QueryState } from "../../ui/QueryState.tsx";
import { Section } from "../../ui/Section.tsx";
import { Time } from "../../ui/Time.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";

/** What a use of the model costs, and a licence, which uses it for nothing. */
export function ModelLicences({ model }: { model: Model }) {
  const open = useFlow();
  const { address } = useWallet();
  const licences = useLicences(model.id, address);
  const isOwner = same(address, model.owner);
  return (
    <Section title="Use and licences">
      <QueryState query={licences} label="what its use costs" rows={1}>
        {(found) =>
          found ? (
            <>
              <Mine licences={found} />
              <Offers licences={found} tokenId={model.id} isOwner={isOwner} />
              {isOwner && (
                <div className="mt-5 flex flex-wrap gap-3">
                  <Button look="secondary" onClick={() => open(setOfferFlow, { tokenId: model.id })}>
                    {found.offers.length > 0 ? "Change what its use costs" : "Set what its use costs"}
                  </Button>
                  <Button look="secondary" onClick={() => open(grantLicenceFlow, { tokenId: model.id })}>
                    Give a licence
                  </Button>
                </div>
              )}
              <Holders licences={found} />
            </>
          ) : (
            <p className="text-muted">The index does not know it yet.</p>
          )
        }
      </QueryState>
    </Section>
  );
}

/** Whether a licence still holds; `now`: Unix seconds. */
const isHeld = ({ expires }: Licence, now: number): boolean => expires === null || expires >= now;

/** Until when a licence holds, or held. */
function Term({ licence, now }: { licence: Licence; now: number }) {
  if (licence.expires === null) return "for ever";
  return (
    <>
      {isHeld(licence, now) ? "ends" : "ended"} <Time at={licence.expires} />
    </>
  );
}

/** The visitor's own licence. */
function Mine({ licences: { mine } }: { licences: Licences }) {
  const now = useNow();
  if (!mine) return null;
  if (!isHeld(mine, now)) {
    return (
      <p className="mb-4 text-sm text-muted">
        Your licence <Term licence={mine} now={now} />.
      </p>
    );
  }
  return (
    <p className="mb-4 flex flex-wrap items-center gap-2 text-sm">
      <Badge tone="good">you hold a licence</Badge>
      <span className="text-muted">
        <Term licence={mine} now={now} />
      </span>
    </p>
  );
}

function Offers({ licences, tokenId, isOwner }: { licences: Licences; tokenId: string; isOwner: boolean }) {
  const now = useNow();
  const { offers, mine } = licences;
  if (offers.length === 0) {
    return (
      <p className="text-sm text-muted">
        Its owner sells no use of it: only the owner and holders of a licence run it.
      </p>
    );
  }
  const holds = mine !== null && isHeld(mine, now);
  // Nobody needs a second licence for ever, or one for a model of their own.
  const buy =
    isOwner || (holds && mine.expires === null) ? undefined : holds ? "Prolong your licence" : "Buy a licence";
  return (
    <ul className="divide-y divide-line">
      {offers.map((offer) => (
        <OneOffer key={offer.id} offer={offer} tokenId={tokenId} buy={buy} />
      ))}
    </ul>
  );
}

function OneOffer({ offer, tokenId, buy }: { offer: Offer; tokenId: string; buy: string | undefined }) {
  const open = useFlow();
  const config = useConfig();
  const { licencePrice, duration, currency } = offer;
  // Of other tokens the flows know neither decimals nor how to pay.
  const payable = currencyBySymbol(config, currency.symbol) !== undefined;
  return (
    <li className="grid gap-3 py-3 first:pt-0">
      <dl className="grid grid-cols-2 gap-4">
        <Fact name="One use by a job">
          <UsePrice offer={offer} />
        </Fact>
        <Fact name="A licence" hint={licencePrice > 0n && durationWords(duration)}>
          {licencePrice > 0n ? (
            <Amount value={licencePrice} currency={currency} />
          ) : (
            <span className="font-normal text-muted">not sold</span>
          )}
        </Fact>
      </dl>
      {buy && licencePrice > 0n && payable && (
        <Button
          look="secondary"
          onClick={() =>
            open(buyLicenceFlow, {
              tokenId,
              currency: currency.symbol,
              price: licencePrice.toString(),
              duration: String(duration),
            })
          }
        >
          {buy} for {currency.symbol}
        </Button>
      )}
    </li>
  );
}

/** What one use costs. */
function UsePrice({ offer: { usePrice, currency } }: { offer: Offer }) {
  if (usePrice === null) return <span className="font-normal text-muted">licence only ({currency.symbol})</span>;
  return usePrice > 0n ? <Amount value={usePrice} currency={currency} /> : `free (${currency.symbol})`;
}

function Holders({ licences: { licences, sold, uses } }: { licences: Licences }) {
  const now = useNow();
  const held = licences.filter((licence) => isHeld(licence, now));
  if (held.length === 0 && uses === 0) return null;
  return (
    <div className="mt-5 border-t border-line pt-4 text-sm">
      <p className="text-muted">
        {uses} paid {uses === 1 ? "use" : "uses"} · {sold} {sold === 1 ? "licence" : "licences"} sold
      </p>
      {held.length > 0 && (
        <ul aria-label="Holders of a licence" className="mt-2 grid gap-1">
          {held.map((licence) => (
            <li key={licence.id} className="flex flex-wrap justify-between gap-x-3">
              <Copyable value={licence.holder} label="holder’s address" />
              <span className="text-muted">
                <Term licence={licence} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
