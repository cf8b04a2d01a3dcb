import { formatBps } from "../lib/formatBps.ts";

/** Who does each stage of a job, and what makes its result likely to be right. */
export const doneBy = ({ replicas, auditBps }: { replicas: number; auditBps: number }): string =>
  replicas > 1
    ? `${replicas} providers that must agree`
    : `one provider; a lot sends ${formatBps(auditBps)} of results to auditors`;
