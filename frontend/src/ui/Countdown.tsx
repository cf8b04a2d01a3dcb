import { useNow } from "../lib/useNow.ts";

/** The time left until a moment (Unix seconds), as a clock: `2 d 04:12:09`, `14:32`. */
export function Countdown({ at }: { at: number }) {
  const left = Math.max(0, at - useNow());
  const date = new Date(at * 1000);
  return (
    <time
      dateTime={date.toISOString()}
      title={date.toLocaleString()}
      className="text-3xl font-semibold tracking-tight whitespace-nowrap tabular-nums"
    >
      {clock(left)}
    </time>
  );
}

const two = (number: number) => String(number).padStart(2, "0");

function clock(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = `${two(minutes)}:${two(seconds % 60)}`;
  if (days > 0) return `${days} d ${two(hours)}:${tail}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
