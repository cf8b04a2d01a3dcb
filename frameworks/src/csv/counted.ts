/** "1 row", "2 rows": a number of things, for a message. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;
