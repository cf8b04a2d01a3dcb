import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { CID } from "multiformats/cid";
import { z } from "zod";
import { systemCode } from "../error.ts";
import { moveInto, syncDirectory, writeSynced } from "./files.ts";

export type PinType = "recursive" | "direct";
const PinRecord = z.object({ type: z.enum(["recursive", "direct"]), pinnedAt: z.iso.datetime() });
export type Pin = { cid: CID; type: PinType };

/** Which roots are to be kept: one small file per pin, each written and renamed as a whole. */
export class PinStore {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<PinStore> {
    const pins = new PinStore(path.join(directory, "pins"));
    await mkdir(pins.#directory, { recursive: true });
    return pins;
  }

  /** Writes a pin's record into a staging folder; `publish` makes it count. */
  async stage(folder: string, cid: CID, type: PinType): Promise<string> {
    const file = path.join(folder, path.basename(this.#fileOf(cid)));
    const record: z.infer<typeof PinRecord> = { type, pinnedAt: new Date().toISOString() };
    await writeSynced(file, new TextEncoder().encode(JSON.stringify(record)));
    return file;
  }

  async publish(staged: string[]): Promise<void> {
    for (const file of staged) await moveInto(file, path.join(this.#directory, path.basename(file)));
    if (staged.length > 0) await syncDirectory(this.#directory);
  }

  async get(cid: CID): Promise<Pin | undefined> {
    try {
      const record = PinRecord.parse(JSON.parse(await readFile(this.#fileOf(cid), "utf8")));
      return { cid, type: record.type };
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** @returns whether there was such a pin */
  async remove(cid: CID): Promise<boolean> {
    try {
      await rm(this.#fileOf(cid));
    } catch (error) {
      if (systemCode(error) === "ENOENT") return false;
      throw error;
    }
    await syncDirectory(this.#directory);
    return true;
  }

  async *list(): AsyncGenerator<Pin> {
    for (const name of await readdir(this.#directory)) {
      const pin = await this.get(CID.parse(name.replace(/\.json$/, "")));
      if (pin !== undefined) yield pin;
    }
  }

  #fileOf(cid: CID): string {
    return path.join(this.#directory, `${cid}.json`);
  }
}
