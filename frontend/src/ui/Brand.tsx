/** The mark: an orange sun and a black tail that falls like a training loss. */
export function Brand({ compact = false }: { compact?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-8 shrink-0" aria-hidden="true">
        <circle cx="16" cy="16" r="16" fill="#ff8a1f" />
        <path
          d="M7 5.5c.6 9.800 4.300 14.600 12.200 16.100 3.600.7 7.300.5 10.400-.9A16 16 0 0 1 10.800 31.100C7.300 25.500 5.400 15.700 7 5.500Z"
          fill="#17110b"
        />
      </svg>
      {!compact && <span className="text-lg font-semibold tracking-tight">Blacktail</span>}
    </span>
  );
}
