/**
 * Does something with all items at once. When it fails with one the others are told to stop, and have ended when this does.
 *
 * @returns What came of each, in the items' order.
 * @throws what the first failure says; the signal's reason
 */
export async function allOrNone<T, R>(
  signal: AbortSignal,
  items: readonly T[],
  act: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const abort = new AbortController();
  const either = AbortSignal.any([signal, abort.signal]);
  const promises = items.map(async (item) => {
    try {
      return await act(item, either);
    } catch (error) {
      abort.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(promises);
  signal.throwIfAborted();
  abort.signal.throwIfAborted();
  return Promise.all(promises);
}
