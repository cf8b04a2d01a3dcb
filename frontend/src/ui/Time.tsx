import { formatRelative } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";

/** A moment (Unix seconds) as seen from now; the exact time is in the title. */
export function Time({ at }: { at: number }) {
  const now = useNow();
  const date = new Date(at * 1000);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {formatRelative(at, now)}
    </time>
  );
}
