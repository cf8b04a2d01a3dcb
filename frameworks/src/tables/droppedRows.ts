import { counted } from "../csv/counted.ts";

/** A sentence for the user where rows have no value in the target, or none. */
export function droppedRows(dropped: number, target: string): string[] {
  if (dropped === 0) return [];
  const [has, are] = dropped === 1 ? ["has", "is"] : ["have", "are"];
  return [`${counted(dropped, "row")} ${has} no value in "${target}" and ${are} left out.`];
}
