import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { NextToLast } from "blockstore-fs/sharding";
import type { CID } from "multiformats/cid";
import type { Logger } from "pino";
import { failure, notFound, systemCode } from "../error.ts";
import { IDENTITY } from "../sdk.ts";
import { Mutex } from "./Mutex.ts";
import { matches } from "./matches.ts";

/**
 * Blocks as files named by their hash, in the layout of blockstore-fs. Nothing is written here directly: an `Upload` stages
 * blocks beside and moves them in when all of them are on the disk.
 *
 * Reads are checked: a block whose bytes do not match its name is moved to `quarantine/`, logged and never served.
 */
export class BlockStore {
  readonly staging: string;
  /** Serialises what moves files into or out of the store, so that the used bytes are counted right. */
  readonly moving = new Mutex();
  /** Uploads that rely on blocks found in the store; collection of garbage waits until there are none. */
  uploads = 0;
  reservedBytes = 0;
  readonly quotaBytes: number;
  readonly #blocks: string;
  readonly #quarantine: string;
  readonly #layout = new NextToLast();
  readonly #log: Logger;
  #counting: Promise<number> | undefined;
  #used: number | undefined;

  private constructor(directory: string, quotaBytes: number, log: Logger) {
    this.#blocks = path.join(directory, "blocks");
    this.#quarantine = path.join(directory, "quarantine");
    this.staging = path.join(directory, "staging");
    this.quotaBytes = quotaBytes;
    this.#log = log;
  }

  /** Opens (and creates) the store and removes what a killed process left unfinished. `quotaBytes` 0 = no quota. */
  static async open(directory: string, quotaBytes: number, log: Logger): Promise<BlockStore> {
    const store = new BlockStore(directory, quotaBytes, log);
    await rm(store.staging, { recursive: true, force: true });
    for (const each of [store.#blocks, store.#quarantine, store.staging]) await mkdir(each, { recursive: true });
    return store;
  }

  fileOf(cid: CID): string {
    const { dir, file } = this.#layout.encode(cid);
    return path.join(this.#blocks, dir, file);
  }

  /**
   * The bytes of a block, checked against the CID.
   *
   * @throws BlacktailError `STORAGE_NOT_FOUND`, `STORAGE_CORRUPT` (once; the block is gone afterwards)
   */
  async get(cid: CID): Promise<Uint8Array> {
    if (cid.multihash.code === IDENTITY) return cid.multihash.digest;
    const bytes = await this.#read(cid);
    if (bytes === undefined) throw notFound(`The block ${cid}`);
    if (matches(cid, bytes)) return bytes;
    await this.#setAside(cid);
    throw failure(
      "STORAGE_CORRUPT",
      `The block ${cid} was damaged on the disk; it has been set aside and was not served.`,
      "Store the content again, or read it from another gateway; check the disk's health.",
    );
  }

  /** As `get`, for the libraries that take a blockstore. */
  readonly readable = { get: (cid: CID) => this.#stream(cid) };

  async *#stream(cid: CID): AsyncGenerator<Uint8Array> {
    yield await this.get(cid);
  }

  /** Whether the block is here; says nothing about its bytes. */
  async has(cid: CID): Promise<boolean> {
    return cid.multihash.code === IDENTITY || (await this.sizeOf(cid)) !== undefined;
  }

  /** Whether the block is here with the right bytes; a damaged one is set aside. */
  async hasIntact(cid: CID): Promise<boolean> {
    if (cid.multihash.code === IDENTITY) return true;
    const bytes = await this.#read(cid);
    if (bytes === undefined) return false;
    if (matches(cid, bytes)) return true;
    await this.#setAside(cid);
    return false;
  }

  async sizeOf(cid: CID): Promise<number | undefined> {
    try {
      return (await stat(this.fileOf(cid))).size;
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Bytes of all blocks; counted from the disk once, when first asked. */
  async usedBytes(): Promise<number> {
    this.#counting ??= this.moving.run(() => this.#count());
    await this.#counting;
    return this.#used ?? 0;
  }

  /** Notes that blocks came or went. */
  addUsed(bytes: number): void {
    if (this.#used !== undefined) this.#used += bytes;
  }

  /** Every block's file and size. */
  async *files(): AsyncGenerator<{ file: string; size: number }> {
    for (const directory of await readdir(this.#blocks)) {
      for (const name of await readdir(path.join(this.#blocks, directory))) {
        const file = path.join(this.#blocks, directory, name);
        const found = await stat(file).catch(() => undefined);
        if (found !== undefined) yield { file, size: found.size };
      }
    }
  }

  async #count(): Promise<number> {
    let used = 0;
    for await (const { size } of this.files()) used += size;
    this.#used = used;
    return used;
  }

  async #read(cid: CID): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.fileOf(cid));
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async #setAside(cid: CID): Promise<void> {
    const file = this.fileOf(cid);
    const to = path.join(this.#quarantine, `${path.basename(file)}.${randomUUID()}`);
    const size = await this.sizeOf(cid);
    try {
      await rename(file, to);
    } catch (error) {
      // Another reader noticed the same damage first.
      if (systemCode(error) === "ENOENT") return;
      throw error;
    }
    this.addUsed(-(size ?? 0));
    this.#log.error({ cid: cid.toString(), quarantine: to }, "a block was damaged on the disk and has been set aside");
  }
}
