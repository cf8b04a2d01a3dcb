import { Icon } from "./Icon.tsx";

/** What a panel's word is worth; said wherever one decides. */
export function CommitteeNote() {
  return (
    <p className="mb-6 flex max-w-3xl items-start gap-3 text-sm text-muted">
      <Icon name="shield" className="mt-0.5 size-5 text-info" />
      <span>
        <span className="font-semibold text-ink">Decided by a committee drawn by stake.</span> Its members do the work
        again and vote; what their majority says holds. That is trust in most of them, not a proof.
      </span>
    </p>
  );
}
