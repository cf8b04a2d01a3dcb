import { Link } from "react-router";
import { short } from "../lib/short.ts";

/** A provider's short address that leads to its page. */
export function ProviderLink({ id, className = "" }: { id: string; className?: string }) {
  return (
    <Link
      to={`/compute/providers/${id}`}
      title={id}
      className={`rounded font-mono text-[0.92em] whitespace-nowrap text-accent-ink hover:underline ${className}`}
    >
      {short(id)}
    </Link>
  );
}
