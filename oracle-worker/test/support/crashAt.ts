/**
 * Preloaded into a worker (`--import`): kills it, as kill -9 does, at the moment that CRASH_AT names. What the worker runs is
 * its own code untouched; only the disk's and the network's ends are watched.
 *
 *   journal:TEXT    a record with this text has just reached the disk
 *   broadcast:N     the node has just taken the Nth transaction of this process
 *   before:N        the Nth transaction is about to leave
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [kind, what = ""] = (process.env.CRASH_AT ?? "").split(/:(.*)/s);
const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("killed");
};

if (kind === "journal") {
  let written = "";
  const { writeSync, fdatasyncSync } = fs;
  const watched = (fd: number, data: NodeJS.ArrayBufferView | string, ...rest: number[]): number => {
    // The journal writes bytes; text is the log.
    if (typeof data !== "string")
      written += Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
    return Reflect.apply(writeSync, fs, [fd, data, ...rest]);
  };
  Object.assign(fs, { writeSync: watched });
  fs.fdatasyncSync = (fd: number) => {
    fdatasyncSync(fd);
    if (written.includes(what)) die();
    written = "";
  };
  syncBuiltinESMExports();
}

if (kind === "broadcast" || kind === "before") {
  let sent = 0;
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const isBroadcast = typeof init?.body === "string" && init.body.includes('"eth_sendRawTransaction"');
    if (isBroadcast) sent++;
    if (isBroadcast && kind === "before" && sent === Number(what)) die();
    const response = await fetch(input, init);
    if (isBroadcast && kind === "broadcast" && sent === Number(what)) die();
    return response;
  };
}
