import type { Provider } from "../../data/providers.ts";
import { capabilityNames } from "../../staking/capabilityWords.ts";
import { Badge } from "../../ui/Badge.tsx";

/** What there is to know of a provider at a glance. */
export function ProviderBadges({ provider, mine }: { provider: Provider; mine: boolean }) {
  return (
    <>
      {mine && <Badge tone="accent">you</Badge>}
      {provider.closed && <Badge tone="bad">takes no new work</Badge>}
      {capabilityNames(provider.capabilities).map((name) => (
        <Badge key={name} tone="info">
          {name}
        </Badge>
      ))}
    </>
  );
}
