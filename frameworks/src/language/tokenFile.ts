import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const BYTES = 2;
const BUFFERED = 1 << 19;

/** Writes token numbers (below 65,536) to a file, 16 bits each. */
export class TokenWriter {
  readonly #file: number;
  readonly #buffer = new Uint16Array(BUFFERED);
  #used = 0;
  #count = 0;

  /** @param path a file that is made, or replaced. */
  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  push(ids: readonly number[]): void {
    for (const id of ids) {
      if (this.#used === BUFFERED) this.#flush();
      this.#buffer[this.#used++] = id;
    }
    this.#count += ids.length;
  }

  /** @returns the number of tokens written. */
  close(): number {
    this.#flush();
    closeSync(this.#file);
    return this.#count;
  }

  #flush(): void {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#used * BYTES);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    this.#used = 0;
  }
}

/** A file of token numbers, read where it is needed: it may be larger than the memory. */
export class TokenFile {
  readonly #file: number;
  readonly length: number;

  constructor(path: string) {
    this.#file = openSync(path, "r");
    this.length = fstatSync(this.#file).size / BYTES;
  }

  /** Tokens from a place on. @throws RangeError when the file has fewer. */
  read(from: number, count: number): Uint16Array {
    const bytes = new Uint8Array(count * BYTES);
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(this.#file, bytes, done, bytes.length - done, from * BYTES + done);
      if (got === 0) throw new RangeError(`The token file ends before token ${from + count}.`);
      done += got;
    }
    return new Uint16Array(bytes.buffer);
  }

  close(): void {
    closeSync(this.#file);
  }
}
