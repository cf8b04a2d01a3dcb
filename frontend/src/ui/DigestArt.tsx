import { cx } from "../lib/cx.ts";

/**
 * A picture drawn from a sha-256 digest and nothing else: its 32 bytes as 32 bars over a ground whose hue is the first byte's.
 * Equal digests look equal, and no host is asked for an image.
 */
export function DigestArt({ digest, className }: { digest: string; className?: string }) {
  const bytes = Array.from({ length: 32 }, (_, at) => Number.parseInt(digest.slice(2 + at * 2, 4 + at * 2), 16) || 0);
  const bars = bytes.map((byte, at) => {
    // The envelope falls from left to right: a loss curve, and the brand's tail.
    const envelope = 0.28 + 0.72 * Math.exp(-at / 9);
    return { x: at * 10, height: 14 + envelope * (28 + (byte / 255) * 112), opacity: 0.55 + (byte / 255) * 0.45 };
  });
  const hue = 12 + ((bytes[0] ?? 0) / 255) * 40;
  const id = `art-${digest.slice(2, 18)}`;
  return (
    <svg
      viewBox="0 0 320 160"
      preserveAspectRatio="xMidYMid slice"
      className={cx("block w-full", className)}
      aria-hidden="true"
    >
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={`hsl(${hue} 88% 58%)`} />
          <stop offset="1" stopColor={`hsl(${hue - 14} 70% 30%)`} />
        </linearGradient>
      </defs>
      <rect width="320" height="160" fill={`url(#${id})`} />
      {bars.map(({ x, height, opacity }) => (
        <rect key={x} x={x} y={160 - height} width="10" height={height} fill="#140d07" opacity={opacity} />
      ))}
    </svg>
  );
}
