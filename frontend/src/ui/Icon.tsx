const paths = {
  home: "M4 11.500 12 4l8 7.500M6.500 9.500V20h11V9.500",
  market:
    "M4 9h16l-1.500-5h-13L4 9Zm0 0v1a2.700 2.700 0 0 0 5.300 0 2.700 2.700 0 0 0 5.400 0A2.700 2.700 0 0 0 20 10V9M5.500 13v7h13v-7",
  train: "M4 4v16h16M7.500 7c.8 6.500 3.800 9 11 9.500",
  jobs: "M5 6h14M5 12h14M5 18h9",
  compute: "M5 5h14v6H5zM5 13h14v6H5zM8 8h.01M8 16h.01M12 8h4M12 16h4",
  portfolio: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.500 10 17.500 19.500 7",
  cross: "M6 6l12 12M18 6 6 18",
  alert: "M12 4 2.800 19.500h18.400L12 4ZM12 10v4.500M12 17h.01",
  arrow: "M5 12h14M13 6l6 6-6 6",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM12 7.500V12l3 2",
  shield: "M12 3.500 5 6v5.500c0 4.500 2.900 7.700 7 9 4.100-1.300 7-4.500 7-9V6l-7-2.500Z",
} as const;

export type IconName = keyof typeof paths;

/** A 24 px line icon; decorative, the control beside it carries the name. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
