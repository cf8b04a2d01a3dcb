import { shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Adds the reverse pass: the gradient of a scalar loss by each parameter, in the parameters' order and shapes.
 * Work that leads to no parameter (the gradient by the data, say) is left out of the graph.
 * @param factor name of a scalar that all gradients are to be multiplied by; multiplying the loss by it costs next to nothing.
 * @throws TypeError when the loss is not a scalar or does not depend on a parameter.
 */
export function gradients(tape: Tape, loss: Value, parameters: readonly Value[], factor = tape.scalar(1)): Value[] {
  if (loss.shape.length !== 0) throw new TypeError(`The loss must be a scalar; its shape is ${shapeText(loss.shape)}.`);
  const needed = new Set<string>(parameters.map((parameter) => parameter.name));
  for (const step of tape.steps) {
    if (!step.inputs.some((input) => needed.has(input.name))) continue;
    for (const output of step.outputs) needed.add(output.name);
  }
  const found = new Map<string, string>([[loss.name, factor]]);
  for (const step of [...tape.steps].reverse()) {
    const slopes = step.outputs.map((output) => (needed.has(output.name) ? found.get(output.name) : undefined));
    if (slopes.every((slope) => slope === undefined)) continue;
    const wanted = step.inputs.map((input) => needed.has(input.name));
    const parts = step.backward(slopes, wanted);
    step.inputs.forEach((input, index) => {
      const part = parts[index];
      if (part === undefined || !needed.has(input.name)) return;
      const before = found.get(input.name);
      found.set(input.name, before === undefined ? part : tape.graph.node("Add", [before, part]));
    });
  }
  return parameters.map((parameter) => {
    const name = found.get(parameter.name);
    if (name === undefined) throw new TypeError(`The loss does not depend on the parameter "${parameter.name}".`);
    return tape.value(name, parameter.shape);
  });
}
