import { problem } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import type { Environment, EnvironmentFactory } from "./environment.ts";

/** Up, right, down, left: as [rows, columns]. */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;
const ACTIONS = ["up", "right", "down", "left"];
/** An episode is cut off after this many steps per field. */
const STEPS_PER_FIELD = 4;

/** A field: its row and column from 0, the top left. */
type Field = readonly [row: number, column: number];

/**
 * A walk on a grid from S to G (Sutton and Barto 2018, chapter 3). `#` is a wall, which one does not get into; `X` a pit, which ends the
 * episode with -1; G ends it with 1; every step costs `stepCost`. Without an S it begins on any free field.
 * @param grid one text per row, all of one length.
 * @throws BlacktailError CONFIG_INVALID when the grid is no rectangle of such fields, or no way leads to the goal.
 */
export function gridWorld({ grid, stepCost }: { grid: readonly string[]; stepCost: number }): EnvironmentFactory {
  checkGrid(grid);
  const at = ([row, column]: Field) => grid[row]?.[column] ?? "#";
  const fields = grid.flatMap((line, row) => Array.from(line, (_, column): Field => [row, column]));
  const marked = fields.filter((field) => at(field) === "S");
  const starts = marked.length > 0 ? marked : fields.filter((field) => at(field) === ".");
  checkWays(starts, at, grid);
  return {
    create(): Environment {
      let place: Field = [0, 0];
      let steps = 0;
      const observation = () => Float32Array.from(place);
      return {
        observationSpace: {
          kind: "box",
          names: ["row", "column"],
          low: [0, 0],
          high: [grid.length - 1, (grid[0]?.length ?? 1) - 1],
        },
        actionSpace: { kind: "discrete", names: ACTIONS },
        reset({ seed }) {
          place = starts[createRandom(seed).below(starts.length)] ?? [0, 0];
          steps = 0;
          return { observation: observation() };
        },
        step(action) {
          place = moved(place, action, at);
          steps++;
          const field = at(place);
          const terminated = field === "G" || field === "X";
          const reward = (field === "G" ? 1 : field === "X" ? -1 : 0) - stepCost;
          const truncated = !terminated && steps >= STEPS_PER_FIELD * fields.length;
          return { observation: observation(), reward, terminated, truncated };
        },
      };
    },
  };
}

/** The field that an action leads to; a wall or the border leaves everything as it is. */
function moved([row, column]: Field, action: number, at: (field: Field) => string): Field {
  const [down, right] = MOVES[action] ?? [0, 0];
  const next: Field = [row + down, column + right];
  return at(next) === "#" ? [row, column] : next;
}

const wrong = (message: string, fix: string) => problem("CONFIG_INVALID", message, fix);

function checkGrid(grid: readonly string[]): void {
  const width = grid[0]?.length ?? 0;
  const odd = grid.findIndex((line) => line.length !== width);
  if (width === 0 || odd !== -1) {
    throw wrong(
      `The grid's row ${Math.max(odd, 0) + 1} has ${grid[Math.max(odd, 0)]?.length ?? 0} fields, and the first has ${width}.`,
      "Give rows of one length.",
    );
  }
  const strange = grid.join("").match(/[^SG#X.]/)?.[0];
  if (strange !== undefined) {
    throw wrong(`The grid has a field "${strange}".`, 'Use "S", "G", "#", "X" and "." only.');
  }
}

function checkWays(starts: readonly Field[], at: (field: Field) => string, grid: readonly string[]): void {
  if (starts.length === 0) throw wrong("The grid has nowhere to begin.", 'Mark a field with "S", or leave some free.');
  for (const start of starts) {
    const seen = new Set([start.join()]);
    const open: Field[] = [start];
    for (let field = open.pop(); field !== undefined; field = open.pop()) {
      if (at(field) === "G" || at(field) === "X") continue;
      for (const action of MOVES.keys()) {
        const next = moved(field, action, at);
        if (seen.has(next.join())) continue;
        seen.add(next.join());
        open.push(next);
      }
    }
    const reached = grid.some((line, row) =>
      Array.from(line).some((f, column) => f === "G" && seen.has(`${row},${column}`)),
    );
    if (!reached) {
      throw wrong(
        `No way leads from row ${start[0] + 1}, column ${start[1] + 1} of the grid to a goal.`,
        'Mark the goal with "G", and leave a way to it.',
      );
    }
  }
}
