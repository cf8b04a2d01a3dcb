import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresOptions, postgresProcess, postgresReady, preparePostgres } from "../../lib/postgres.ts";
import { freePorts } from "./freePorts.ts";
import { spawnProcess } from "./spawnProcess.ts";
import { until } from "./until.ts";

export type TemporaryPostgres = PostgresOptions & { stop(): Promise<void> };

/** A Postgres in a folder of its own, which goes away with it. */
export async function temporaryPostgres(): Promise<TemporaryPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "blacktail-postgres-"));
  // Whoever starts this may be root, and Postgres then runs as another user, who has to get through.
  await chmod(folder, 0o711);
  const [port = 0] = await freePorts(1);
  const options = { dataDir: join(folder, "data"), port, password: "test" };
  await preparePostgres(options);
  const running = spawnProcess(await postgresProcess(options), join(folder, "postgres.log"));
  await until(`Postgres on port ${port}`, () => postgresReady(options));
  return {
    ...options,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
