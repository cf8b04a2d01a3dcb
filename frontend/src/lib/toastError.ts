import { describeError } from "@blacktail/sdk";
import { toast } from "sonner";

/** Shows an error that belongs to no dialog: what happened and what to do. */
export function toastError(error: unknown): void {
  const { message, fix } = describeError(error);
  toast.error(message, { description: fix });
}
