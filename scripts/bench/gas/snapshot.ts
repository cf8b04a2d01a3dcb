/** What differs between the figures checked in and those measured, one line for each; empty when nothing does. */
export function differences(expected: Record<string, number>, measured: Record<string, number>): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(measured)])];
  return names.flatMap((name) => {
    const [before, now] = [expected[name], measured[name]];
    if (before === now) return [];
    if (before === undefined) return [`${name}: ${now}, not in the snapshot`];
    if (now === undefined) return [`${name}: was ${before}, measured no more`];
    return [`${name}: was ${before}, is ${now} (${now > before ? "+" : ""}${now - before})`];
  });
}
