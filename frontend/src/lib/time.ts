const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** A span in seconds as at most two units: `1 h 30 min`, `45 s`. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${name}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

/** `5 min ago` or `in 2 h`; both in Unix seconds. */
export function formatRelative(at: number, now: number): string {
  const seconds = now - at;
  if (Math.abs(seconds) < 2) return "just now";
  // One unit is enough for a glance; the exact time is in the title.
  const [name, size] = units.find(([, unit]) => Math.abs(seconds) >= unit) ?? units[3];
  const count = Math.floor(Math.abs(seconds) / size);
  return seconds > 0 ? `${count} ${name} ago` : `in ${count} ${name}`;
}
