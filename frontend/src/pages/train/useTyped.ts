import { useEffect, useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";

/** Whether a person has changed the field, even back to what was proposed: then it is theirs, and proposals leave it alone. */
export function useTyped<Values extends FieldValues>(form: UseFormReturn<Values>, name: FieldPath<Values>): boolean {
  const [typed, setTyped] = useState(false);
  useEffect(() => {
    const { unsubscribe } = form.watch((_values, change) => {
      if (change.name === name && change.type === "change") setTyped(true);
    });
    return unsubscribe;
  }, [form, name]);
  return typed;
}
