import { Gauge, type Registry } from "prom-client";
import type { Clock } from "../clock.ts";
import type { Memory } from "./memory.ts";

/** Adds the gauges that tell how many transactions are out and for how long; read from the journal's memory when scraped. */
export function watchOutbox(registry: Registry, memory: Memory, clock: Clock): void {
  const registers = [registry];
  new Gauge({
    name: "blacktail_worker_outbox_open",
    help: "Transactions that are signed and not concluded",
    registers,
    collect() {
      this.set(memory.openIntents().length);
    },
  });
  new Gauge({
    name: "blacktail_worker_outbox_age_seconds",
    help: "Time since the oldest of them was first signed; 0 without any",
    registers,
    collect() {
      const oldest = memory.openIntents().flatMap(({ sent }) => sent[0]?.at ?? []);
      this.set(oldest.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...oldest)) / 1_000);
    },
  });
}
