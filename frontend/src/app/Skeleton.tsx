import { Loading } from "../ui/states.tsx";

/** The frame of a page while its code is on the way. */
export function Skeleton() {
  return (
    <div className="mx-auto max-w-6xl px-4 py-24 sm:px-6">
      <Loading label="the page" rows={3} className="h-24" />
    </div>
  );
}
