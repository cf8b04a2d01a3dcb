import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { CID } from "multiformats/cid";
import { failure } from "../error.ts";
import { IDENTITY, MAX_BLOCK_BYTES } from "../sdk.ts";
import type { BlockStore } from "./BlockStore.ts";
import { moveInto, syncDirectory, writeSynced } from "./files.ts";
import type { PinStore, PinType } from "./PinStore.ts";

/** Blocks one upload may consist of: bounds its memory and the files it creates. */
const MAX_BLOCKS = 262_144;

/**
 * One upload: blocks are written and synced in a folder of their own; `commit` moves them into the store, then pins. Until
 * then nobody sees them, and `discard` (or the next start after a crash) removes every trace.
 */
export class Upload {
  readonly #store: BlockStore;
  readonly #pins: PinStore;
  readonly #folder: string;
  readonly #staged = new Map<string, { cid: CID; size: number }>();
  readonly #writing = new Map<string, Promise<void>>();
  #reserved = 0;
  #state: "open" | "closed" = "open";

  private constructor(store: BlockStore, pins: PinStore) {
    this.#store = store;
    this.#pins = pins;
    this.#folder = path.join(store.staging, randomUUID());
  }

  static async begin(store: BlockStore, pins: PinStore): Promise<Upload> {
    const upload = new Upload(store, pins);
    await store.moving.run(async () => {
      store.uploads++;
    });
    try {
      await mkdir(upload.#folder);
    } catch (error) {
      store.uploads--;
      throw error;
    }
    return upload;
  }

  /**
   * Stages a block, unless the store or this upload has it.
   *
   * @throws BlacktailError `STORAGE_QUOTA`, `STORAGE_TOO_LARGE`; errors of the disk
   */
  async put(cid: CID, bytes: Uint8Array): Promise<CID> {
    if (cid.multihash.code === IDENTITY) return cid;
    const file = this.#store.fileOf(cid);
    const running = this.#writing.get(file);
    if (running !== undefined) await running;
    else {
      const write = this.#stage(file, cid, bytes);
      this.#writing.set(file, write);
      await write;
    }
    return cid;
  }

  /** Makes the upload durable: blocks first, pins last, so a pin never names what is not there. */
  async commit(pins: { cid: CID; type: PinType }[]): Promise<void> {
    const records = await Promise.all(pins.map(({ cid, type }) => this.#pins.stage(this.#folder, cid, type)));
    await this.#store.moving.run(async () => {
      const directories = new Set<string>();
      for (const [file, { cid, size }] of this.#staged) {
        const isNew = (await this.#store.sizeOf(cid)) === undefined;
        await moveInto(path.join(this.#folder, path.basename(file)), file);
        if (isNew) this.#store.addUsed(size);
        directories.add(path.dirname(file));
      }
      for (const directory of directories) await syncDirectory(directory);
      if (directories.size > 0) await syncDirectory(path.dirname([...directories][0] ?? this.#folder));
      await this.#pins.publish(records);
    });
    await this.discard();
  }

  /** Removes what was staged. Does nothing after a commit. */
  async discard(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    await Promise.allSettled(this.#writing.values());
    this.#store.reservedBytes -= this.#reserved;
    this.#store.uploads--;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #stage(file: string, cid: CID, bytes: Uint8Array): Promise<void> {
    if (bytes.length > MAX_BLOCK_BYTES) throw blockTooLarge(cid, bytes.length);
    if (this.#writing.size >= MAX_BLOCKS) throw tooManyBlocks();
    if (await this.#store.hasIntact(cid)) return;
    await this.#reserve(bytes.length);
    await writeSynced(path.join(this.#folder, path.basename(file)), bytes);
    this.#staged.set(file, { cid, size: bytes.length });
  }

  async #reserve(bytes: number): Promise<void> {
    const { quotaBytes } = this.#store;
    const used = quotaBytes > 0 ? await this.#store.usedBytes() : 0;
    if (quotaBytes > 0 && used + this.#store.reservedBytes + bytes > quotaBytes) {
      throw failure(
        "STORAGE_QUOTA",
        `The storage's quota of ${quotaBytes} bytes is used up (${used} bytes stored), nothing was stored.`,
        "Raise BLACKTAIL_STORAGE_QUOTA_BYTES, or unpin content and POST /api/v0/repo/gc.",
      );
    }
    this.#store.reservedBytes += bytes;
    this.#reserved += bytes;
  }
}

function blockTooLarge(cid: CID, size: number) {
  return failure(
    "STORAGE_TOO_LARGE",
    `The block ${cid} has ${size} bytes; a block may have ${MAX_BLOCK_BYTES}.`,
    "Store it as a file with POST /api/v0/add, in smaller chunks.",
  );
}

function tooManyBlocks() {
  return failure(
    "STORAGE_TOO_LARGE",
    `The upload has more than ${MAX_BLOCKS} blocks.`,
    "Use larger chunks (chunker=size-1048576), or split the upload.",
  );
}
