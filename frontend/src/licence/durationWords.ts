import { formatDuration } from "../lib/time.ts";

const DAY = 86_400;

/** How long licences can be offered for, in seconds; 0 is for ever. */
export const durationOptions: readonly { value: string; label: string }[] = [
  { value: "0", label: "for ever" },
  { value: String(7 * DAY), label: "7 days" },
  { value: String(30 * DAY), label: "30 days" },
  { value: String(365 * DAY), label: "a year" },
];

/** How long a licence lasts: “for ever”, “for 30 days”. `seconds` 0 is for ever. */
export function durationWords(seconds: number): string {
  if (seconds === 0) return "for ever";
  return seconds % DAY === 0
    ? `for ${seconds / DAY} ${seconds === DAY ? "day" : "days"}`
    : `for ${formatDuration(seconds)}`;
}
