import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { problem } from "../errors.ts";

/** Files beyond this are refused unless the caller says otherwise: where a table is held in memory. Bytes. */
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
/** The same where it passes through row by row. Bytes. */
export const MAX_STREAMED_BYTES = 8 * 1024 ** 3;

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(bytes < 10_485_760 ? 2 : 0)} MiB`;

/** What a file should be: it only changes the advice in messages. */
type Kind = "csv" | "text";

/**
 * Streams a text file, checked: its size, and that it is UTF-8 without control bytes. A byte order mark is dropped.
 * @throws BlacktailError DATA_NOT_FOUND, DATA_EMPTY, DATA_TOO_LARGE, DATA_NOT_TEXT
 */
export async function* readText(path: string, maxBytes: number, kind: Kind = "csv"): AsyncGenerator<string> {
  const size = await fileSize(path);
  if (size === 0) {
    const fix = kind === "csv" ? "Give a CSV file with a header line and rows." : "Give a file with some text.";
    throw problem("DATA_EMPTY", `The file ${path} is empty.`, fix);
  }
  const notUtf8 = (why: string, cause?: unknown) => notText(path, kind, why, cause);
  if (size > maxBytes) {
    throw problem(
      "DATA_TOO_LARGE",
      `The file ${path} has ${mebibytes(size)}; the limit is ${mebibytes(maxBytes)}.`,
      "Give fewer rows or columns, or raise the limit.",
    );
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let seen = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes = chunk as Buffer;
    if (seen === 0 && isUtf16(bytes)) throw notUtf8("it is UTF-16");
    if (bytes.includes(0)) throw notUtf8(`byte ${seen + bytes.indexOf(0)} is 0, as in binary files`);
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw notUtf8(`byte ${seen + firstWrong(bytes)} begins no character, as where it is Latin-1`, cause);
    }
    seen += bytes.length;
    // The file may grow while it is read; what was checked is what is used.
    if (seen > maxBytes)
      throw problem(
        "DATA_TOO_LARGE",
        `The file ${path} grew beyond ${mebibytes(maxBytes)}.`,
        "Give a file that is complete.",
      );
    yield text;
  }
  try {
    decoder.decode();
  } catch (cause) {
    throw notUtf8("it ends within a character", cause);
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (info.isFile()) return info.size;
  } catch (cause) {
    throw problem("DATA_NOT_FOUND", `The file ${path} cannot be opened.`, "Check the path and its permissions.", cause);
  }
  throw problem("DATA_NOT_FOUND", `${path} is not a file.`, "Give the path of a file.");
}

function notText(path: string, kind: Kind, why: string, cause?: unknown) {
  const fix = kind === "csv" ? "Save it as CSV in UTF-8." : "Save it as text in UTF-8.";
  return problem("DATA_NOT_TEXT", `The file ${path} is not UTF-8 text: ${why}.`, fix, cause);
}

/** Where UTF-8 breaks off. A character that began in the chunk before is not counted in, so that it may be some bytes before. */
const firstWrong = (bytes: Buffer) => Buffer.byteLength(bytes.toString("utf8").split("\ufffd", 1)[0] ?? "");

const isUtf16 = (bytes: Buffer) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
