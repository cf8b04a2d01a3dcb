import type { ComponentProps } from "react";
import { Link } from "react-router";
import { cx } from "../lib/cx.ts";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover font-semibold",
  secondary: "border border-line-strong text-ink hover:bg-raised",
  quiet: "text-muted hover:bg-raised hover:text-ink",
  danger: "border border-bad text-bad hover:bg-bad-soft",
} as const;

const sizes = { normal: "min-h-11 px-4", small: "min-h-9 px-3 text-sm" } as const;

type Look = { look?: keyof typeof looks; size?: keyof typeof sizes };

function classes(look: keyof typeof looks, size: keyof typeof sizes, className?: string) {
  return cx(
    "inline-flex items-center justify-center gap-2 rounded-control text-center transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-55",
    looks[look],
    sizes[size],
    className,
  );
}

export function Button({ look = "primary", size = "normal", className, ...rest }: ComponentProps<"button"> & Look) {
  return <button type="button" {...rest} className={classes(look, size, className)} />;
}

export function LinkButton({
  look = "primary",
  size = "normal",
  className,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return <Link {...rest} className={classes(look, size, typeof className === "string" ? className : undefined)} />;
}
