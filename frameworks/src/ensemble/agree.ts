import type { TaskInfo } from "@blacktail/sdk";
import { listNames } from "../errors.ts";
import { type Parent, unlike, upper } from "./parents.ts";

/** What parents that fit together predict, from all columns that any of them takes. */
export interface JointTask {
  readonly task: TaskInfo;
  /** The first parent's, whose order the joint model keeps; none for a quantity. */
  readonly classes: readonly string[] | undefined;
  readonly columns: NonNullable<TaskInfo["columns"]>;
}

/**
 * Checks that models can vote: all tell the same classes apart, or all estimate a quantity, for the same target, from columns that
 * do not contradict each other. Each may look at other columns.
 * @throws BlacktailError PARENT_UNLIKE naming the parent and what is unlike
 */
export function agree(parents: readonly Parent[], target: string): JointTask {
  const [first] = parents;
  if (first === undefined) throw new RangeError("A vote needs a parent.");
  const columns = new Map<string, NonNullable<TaskInfo["columns"]>[number]>();
  for (const { name, task } of parents) {
    if (task.columns === undefined || (task.kind !== "classification" && task.kind !== "regression")) {
      throw unlike(
        `${upper(name)} is a model of ${task.kind}${task.columns === undefined ? " that takes no table" : ""}.`,
        "Join models that predict classes or a quantity from the columns of a table.",
      );
    }
    if (task.kind !== first.task.kind) {
      throw unlike(
        `${upper(name)} is a model of ${task.kind}, and ${first.name} one of ${first.task.kind}.`,
        "Join models of one kind.",
      );
    }
    if (task.target !== undefined && task.target !== target) {
      throw unlike(
        `${upper(name)} predicts "${task.target}", and the data is to be measured by "${target}".`,
        `Name "${task.target}" as the target, or give models that predict "${target}".`,
      );
    }
    checkClasses(name, task, first);
    for (const column of task.columns) {
      const known = columns.get(column.name);
      if (known !== undefined && known.type !== column.type) {
        throw unlike(
          `${upper(name)} takes the column "${column.name}" as a ${column.type}, and another parent as a ${known.type}.`,
          "Join models that were trained on tables of the same columns.",
        );
      }
      columns.set(column.name, column);
    }
  }
  const { kind, classes } = first.task;
  const all = [...columns.values()];
  return { task: { kind, target, ...(classes && { classes: [...classes] }), columns: all }, classes, columns: all };
}

function checkClasses(name: string, { classes = [] }: TaskInfo, first: Parent): void {
  const expected = first.task.classes ?? [];
  const missing = expected.filter((label) => !classes.includes(label));
  const extra = classes.filter((label) => !expected.includes(label));
  if (missing.length + extra.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`does not know ${listNames(missing, 5)}`] : []),
    ...(extra.length > 0 ? [`also knows ${listNames(extra, 5)}`] : []),
  ];
  throw unlike(
    `${upper(name)} ${parts.join(" and ")}, unlike ${first.name}.`,
    "Join models that tell the same classes apart.",
  );
}
