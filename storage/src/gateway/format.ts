import { failure } from "../error.ts";

/** How content is asked for: the file itself, one block, or all blocks. */
export type Format = "file" | "raw" | "car";

/** @throws BlacktailError `STORAGE_UNSUPPORTED` */
export function parseFormat(query: URLSearchParams, accept: string | undefined): Format {
  const format = query.get("format");
  if (format === "raw" || format === "car") return format;
  if (format !== null) {
    throw failure(
      "STORAGE_UNSUPPORTED",
      `format=${format.slice(0, 64)} is not supported.`,
      "Use format=raw or format=car.",
    );
  }
  const [, named] = /application\/vnd\.ipld\.(raw|car)\b/.exec(accept ?? "") ?? [];
  return named === "raw" || named === "car" ? named : "file";
}
