/** The hero's picture: a training loss that falls and ends as a tail. */
export function TailCurve({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 640 400" preserveAspectRatio="xMaxYMid slice" className={className} aria-hidden="true">
      <g stroke="var(--line)" strokeWidth="1">
        {[80, 160, 240, 320].map((y) => (
          <line key={y} x1="0" x2="640" y1={y} y2={y} />
        ))}
      </g>
      <path
        d="M150 40 C168 210 215 262 300 286 C400 314 500 318 640 322 L640 352 C490 352 372 340 284 306 C196 270 156 200 150 40 Z"
        fill="var(--accent)"
      />
      <path
        d="M186 60 C196 140 214 186 262 216 L268 228 L290 222 L304 240 L338 238 L356 256 L402 254 L424 266 L470 262 L520 272 L580 268 L640 276"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="2"
        strokeDasharray="2 7"
        strokeLinecap="round"
      />
    </svg>
  );
}
