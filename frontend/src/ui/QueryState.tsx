import { lazy, type ReactNode, Suspense } from "react";
import { Loading } from "./states.tsx";

const QueryFailure = lazy(() => import("./QueryFailure.tsx"));

type Query<T> = { data: T | undefined; error: Error | null; isError: boolean; refetch: () => unknown };

type Props<T> = { query: Query<T>; label: string; rows?: number; rowClass?: string; children: (data: T) => ReactNode };

/** Loading, failed or there. An answer that was had once stays on screen while a later one fails. */
export function QueryState<T>({ query, label, rows, rowClass, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  const loading = <Loading label={label} {...(rows && { rows })} {...(rowClass && { className: rowClass })} />;
  if (!query.isError) return loading;
  return (
    <Suspense fallback={loading}>
      <QueryFailure error={query.error} retry={() => query.refetch()} />
    </Suspense>
  );
}
