import { problem } from "../errors.ts";
import { countDistinct, type PointSet } from "./pointSet.ts";

/**
 * Checks that there are enough different rows, of groups at least as many as are to be found.
 *
 * @param setting What to lower otherwise, where a setting says how many.
 * @throws BlacktailError DATA_TOO_FEW_ROWS
 */
export async function checkEnoughRows(points: PointSet, needed: number, setting?: string): Promise<void> {
  const distinct = await countDistinct(points, needed);
  if (distinct >= needed) return;
  throw problem(
    "DATA_TOO_FEW_ROWS",
    `The data has ${distinct} different ${distinct === 1 ? "row" : "rows"} (${points.rows} in all); ${setting === undefined ? `training needs at least ${needed}` : `${needed} ${setting} need as many different rows`}.`,
    setting === undefined ? "Give more rows." : `Give more rows, or lower "${setting}".`,
  );
}
