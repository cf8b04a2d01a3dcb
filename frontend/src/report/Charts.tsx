import { LineChart } from "../ui/LineChart.tsx";
import type { Chart } from "./curves.ts";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Charts beside each other where there is room. */
export default function Charts({ charts }: { charts: readonly Chart[] }) {
  return (
    <div className="grid gap-6 [grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))]">
      {charts.map(({ title, x, lines }) => (
        <figure key={`${x} ${title}`} className="min-w-0">
          <figcaption className="mb-1 truncate text-sm font-semibold">
            {capital(title)} <span className="font-normal text-muted">by {x}</span>
          </figcaption>
          <LineChart x={capital(x)} lines={lines} />
        </figure>
      ))}
    </div>
  );
}
