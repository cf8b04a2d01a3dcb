import { problem } from "../errors.ts";
import { countDistinct, type Points } from "./points.ts";

/**
 * Checks that there are at least as many different rows as groups to find.
 * @throws BlacktailError DATA_TOO_FEW_ROWS
 */
export function checkEnoughRows(points: Points, groups: number, setting: string): void {
  const distinct = countDistinct(points, groups);
  if (distinct >= groups) return;
  throw problem(
    "DATA_TOO_FEW_ROWS",
    `The data has ${distinct} different ${distinct === 1 ? "row" : "rows"} (${points.rows} in all); ${groups} groups need as many different rows.`,
    `Give more rows, or lower "${setting}".`,
  );
}
