import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { BlacktailError } from "@blacktail/sdk";

const { O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = constants;

/**
 * An append-only file of records, one line each: a checksum and JSON. A record is on disk when `append` returns; one that
 * could not be written whole is taken back, and a line torn by a crash is dropped when the file is opened again.
 */
export class Journal<T> {
  readonly #path: string;
  #fd: number;
  #length: number;

  private constructor(path: string, fd: number, length: number) {
    this.#path = path;
    this.#fd = fd;
    this.#length = length;
  }

  /**
   * Opens or creates the file.
   *
   * @returns The journal, and the records it holds, oldest first.
   * @throws BlacktailError `WORKER_JOURNAL_DAMAGED` when a line other than the last is broken; `WORKER_DATA_DIR` when it cannot be written.
   */
  static open<T>(path: string): { journal: Journal<T>; records: T[] } {
    const fd = attempt(path, () => openSync(path, "a+", 0o600));
    const bytes = readFileSync(path);
    const { records, length } = parse<T>(bytes, path);
    if (length < bytes.length) attempt(path, () => ftruncateSync(fd, length));
    // The folder is synced too: a new file's name must survive a power cut as well as its content.
    attempt(path, () => syncFolder(path));
    return { journal: new Journal<T>(path, fd, length), records };
  }

  /** Writes one record and waits until the disk has it. @throws BlacktailError `WORKER_DISK_FULL` or `WORKER_DATA_DIR` */
  append(record: T): void {
    const line = Buffer.from(lineOf(record));
    attempt(this.#path, () => {
      try {
        writeAll(this.#fd, line);
        fdatasyncSync(this.#fd);
      } catch (error) {
        ftruncateSync(this.#fd, this.#length);
        throw error;
      }
    });
    this.#length += line.length;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#length;
  }

  /** Replaces the content by these records, at once or not at all. */
  rewrite(records: readonly T[]): void {
    const next = `${this.#path}.next`;
    const content = Buffer.from(records.map(lineOf).join(""));
    attempt(this.#path, () => {
      const fd = openSync(next, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0o600);
      try {
        writeAll(fd, content);
        fsyncSync(fd);
        renameSync(next, this.#path);
      } catch (error) {
        closeSync(fd);
        throw error;
      }
      // From here on the new file is the journal, whatever else fails: nothing may go to the old one.
      const old = this.#fd;
      this.#fd = fd;
      this.#length = content.length;
      closeSync(old);
      syncFolder(this.#path);
    });
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function lineOf(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

function parse<T>(bytes: Buffer, path: string): { records: T[]; length: number } {
  const records: T[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(10, offset);
    const line = end < 0 ? "" : bytes.toString("utf8", offset, end);
    if (end < 0 || checksum(line.slice(9)) !== line.slice(0, 8)) {
      if (end < 0 || end === bytes.length - 1) break;
      throw new BlacktailError({
        code: "WORKER_JOURNAL_DAMAGED",
        message: `The journal ${path} is damaged at byte ${offset}, before its end.`,
        fix: "Restore it from a copy, or move it away: the worker then rebuilds its state from the chain.",
      });
    }
    records.push(JSON.parse(line.slice(9)) as T);
    offset = end + 1;
  }
  return { records, length: offset };
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

function syncFolder(path: string): void {
  const fd = openSync(dirname(path), "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Runs a file operation and says in a sentence what is wrong with the disk. */
export function attempt<R>(path: string, action: () => R): R {
  try {
    return action();
  } catch (cause) {
    throw diskError(path, cause) ?? cause;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const DENIED = new Set(["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EIO"]);

/** The error that names the disk's trouble, if that is what `cause` is about. */
export function diskError(path: string, cause: unknown): BlacktailError | undefined {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (FULL.has(code)) {
    return new BlacktailError({
      code: "WORKER_DISK_FULL",
      message: `There is no room left to write ${path} (${code}).`,
      fix: "Free space on that disk, or point BLACKTAIL_DATA_DIR at a larger one; the worker goes on by itself.",
      retryable: true,
      cause,
    });
  }
  if (!DENIED.has(code)) return undefined;
  return new BlacktailError({
    code: "WORKER_DATA_DIR",
    message: `${path} cannot be written (${code}).`,
    fix: "Give a folder that this user may write as BLACKTAIL_DATA_DIR.",
    cause,
  });
}
