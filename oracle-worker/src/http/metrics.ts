import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What Prometheus reads. Amounts are in whole units (ETH, $BLACK): gauges are floats. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    jobs: new Counter({
      name: "blacktail_worker_jobs_total",
      help: "Jobs by how they ended for this worker",
      labelNames: ["outcome"] as const,
      registers,
    }),
    skipped: new Counter({
      name: "blacktail_worker_skipped_total",
      help: "Jobs left alone, by reason",
      labelNames: ["code"] as const,
      registers,
    }),
    seconds: new Histogram({
      name: "blacktail_worker_job_seconds",
      help: "Time from claim to submission",
      buckets: [1, 5, 15, 60, 300, 1_800, 7_200, 43_200],
      registers,
    }),
    transactions: new Counter({
      name: "blacktail_worker_transactions_total",
      help: "Transactions by kind and outcome",
      labelNames: ["kind", "outcome"] as const,
      registers,
    }),
    republished: new Counter({
      name: "blacktail_worker_republished_total",
      help: "Results that the storage had lost, published again",
      registers,
    }),
    panelSeats: new Gauge({
      name: "blacktail_worker_panel_seats",
      help: "Seats as auditor or referee since the deployment: taken, committed, revealed, released, slashed",
      labelNames: ["what"] as const,
      registers,
    }),
    panelEarned: new Gauge({
      name: "blacktail_worker_panel_earned",
      help: "What seats have earned since the deployment, by currency; 10^18 of the smallest unit",
      labelNames: ["currency"] as const,
      registers,
    }),
    panelSlashed: new Gauge({
      name: "blacktail_worker_panel_slashed",
      help: "What seats have lost since the deployment, $BLACK",
      registers,
    }),
    rpcErrors: new Counter({
      name: "blacktail_worker_rpc_errors_total",
      help: "Requests that the chain's RPC did not answer",
      labelNames: ["method"] as const,
      registers,
    }),
    stakeFree: new Gauge({ name: "blacktail_worker_stake_free", help: "Stake that a job may lock, $BLACK", registers }),
    stakeLocked: new Gauge({ name: "blacktail_worker_stake_locked", help: "Stake locked by jobs, $BLACK", registers }),
    balance: new Gauge({
      name: "blacktail_worker_operator_balance",
      help: "The operator's coin for gas, ETH",
      registers,
    }),
    devices: new Gauge({
      name: "blacktail_worker_device",
      help: "1 for each device that computes jobs, 0 for one that was tried in vain",
      labelNames: ["device"] as const,
      registers,
    }),
    headBlock: new Gauge({ name: "blacktail_worker_head_block", help: "Newest block seen", registers }),
    openJobs: new Gauge({ name: "blacktail_worker_open_jobs", help: "Jobs that are open on chain", registers }),
    currentJob: new Gauge({
      name: "blacktail_worker_current_job",
      help: "1 for each job in hand",
      labelNames: ["job_id"] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
