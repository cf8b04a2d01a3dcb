/** Basis points as a percentage: `250` is `2.5 %`. */
export const formatBps = (bps: number): string => `${bps / 100} %`;
