import { int } from "../graph/attribute.ts";
import { imageShape } from "./imageShape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Max pooling by windows that divide an image without overlap: first the rows of each window against each other, then the columns.
 * Whole rows are compared at once, which is about three times as fast as window by window. Of equal pixels the first gets the gradient.
 * @param x [rows, height, width, channels], height and width multiples of the size
 */
export function maxOfTiles(tape: Tape, x: Value, [sizeY, sizeX]: readonly [number, number]): Value {
  const { rows, height, width, channels } = imageShape("maxPooling", x);
  const down = height / sizeY;
  const across = width / sizeX;
  const byRows = maxOfParts(tape, x, [rows * down, sizeY, width * channels]);
  const byColumns = maxOfParts(tape, byRows, [rows * down * across, sizeX, channels]);
  const shape = [rows, down, across, channels];
  const output = tape.graph.node("Reshape", [byColumns.name, tape.graph.int64(...shape)]);
  return tape.record(output, shape, [byColumns], (gradient) => [
    tape.graph.node("Reshape", [gradient, tape.graph.int64(...byColumns.shape.map(Number))]),
  ]);
}

/** The largest along the middle axis of x, seen as [outer, parts, inner]; returns [outer, inner]. */
function maxOfParts(tape: Tape, x: Value, view: readonly [number, number, number]): Value {
  const { graph } = tape;
  const [outer, parts, inner] = view;
  const flat = graph.node("Reshape", [x.name, graph.int64(outer, parts * inner)]);
  const names = Array.from({ length: parts }, (_, part) => `${flat}.part${part}`);
  graph.nodeNamed("Split", [flat], names, { attributes: { axis: int(1), num_outputs: int(parts) } });
  // leaders[i] is the largest of the parts up to i.
  const leaders = names.slice(0, 1);
  for (const part of names.slice(1)) leaders.push(graph.node("Max", [leaders[leaders.length - 1] ?? "", part]));
  return tape.record(leaders[parts - 1] ?? "", [outer, inner], [x], (gradient) => {
    const slopes: string[] = [];
    let left = gradient;
    for (let part = parts - 1; part > 0; part--) {
      const beaten = graph.node("Greater", [names[part] ?? "", leaders[part - 1] ?? ""]);
      const mine = graph.node("Mul", [graph.node("CastLike", [beaten, left]), left]);
      slopes.unshift(mine);
      left = graph.node("Sub", [left, mine]);
    }
    const joined = graph.node("Concat", [left, ...slopes], { attributes: { axis: int(1) } });
    return [graph.node("Reshape", [joined, graph.int64(...x.shape.map(Number))])];
  });
}
