import { encodeModel, Graph, openSession, Tensor } from "@blacktail/frameworks/engine";

const SIZES = [512, 1_024, 2_048];

/**
 * Square products of several sizes, one after the other.
 * @returns a function that multiplies each once and returns the most floating-point operations per second.
 */
export async function matMulTurns(threads: number): Promise<() => Promise<number>> {
  const products = await Promise.all(
    SIZES.map(async (size) => {
      const graph = new Graph("peak");
      const shape = [size, size];
      const product = graph.node("MatMul", [graph.input("a", "float32", shape), graph.input("b", "float32", shape)]);
      graph.output(product, "float32", shape);
      const session = await openSession(encodeModel(graph), { threads, spin: true });
      const matrix = () => new Tensor("float32", new Float32Array(size * size).fill(0.5), shape);
      return { size, session, feeds: { a: matrix(), b: matrix() } };
    }),
  );
  return async () => {
    let most = 0;
    for (const { size, session, feeds } of products) {
      const started = performance.now();
      await session.run(feeds);
      most = Math.max(most, (2 * size ** 3 * 1_000) / (performance.now() - started));
    }
    return most;
  };
}
