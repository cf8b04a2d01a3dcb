/** Images that browsers show from any page; told by their first bytes, because nothing else about content is trusted. */
const SIGNATURES: [type: string, at: number, bytes: number[]][] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
  ["image/avif", 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
];

/**
 * The type under which a file may be served: a bitmap image, else plain bytes. Never a type that a browser runs (HTML, SVG,
 * scripts), whatever the file holds or is named.
 *
 * @param head at least the first 16 bytes, or the whole file if it is shorter
 */
export function contentType(head: Uint8Array): string {
  const found = SIGNATURES.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte));
  return found?.[0] ?? "application/octet-stream";
}
