import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

type Props = {
  title: string;
  open: boolean;
  onClose: () => void;
  closeLabel?: string;
  children: ReactNode;
};

/** A modal: centred, or a sheet from below on a phone. Escape closes it; a click beside it does not, as it may hold input. */
export function Dialog({ title, open, onClose, closeLabel = "Close", children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/60 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-2xl border border-line bg-surface shadow-2xl transition data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[30rem] sm:-translate-1/2 sm:rounded-2xl">
          <div className="flex items-center justify-between gap-4 border-b border-line px-5 py-3.5">
            <Base.Title className="text-lg">{title}</Base.Title>
            <Base.Close
              aria-label={closeLabel}
              className="-mr-2 grid size-10 place-items-center rounded-control text-muted hover:bg-raised hover:text-ink"
            >
              <Icon name="cross" />
            </Base.Close>
          </div>
          <div className="overflow-y-auto p-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
