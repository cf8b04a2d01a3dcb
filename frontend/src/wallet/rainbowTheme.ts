import { darkTheme, lightTheme, type Theme as RainbowTheme } from "@rainbow-me/rainbowkit";
import type { Theme } from "../lib/useTheme.ts";

/** RainbowKit in our colours; its own defaults fail contrast checks. Values are the CSS variables of styles/index.css. */
export function rainbowTheme(theme: Theme): RainbowTheme {
  const base = (theme === "dark" ? darkTheme : lightTheme)({
    borderRadius: "medium",
    fontStack: "system",
    overlayBlur: "none",
  });
  return {
    ...base,
    colors: {
      ...base.colors,
      // RainbowKit writes text in it too, so it is the accent that can be read.
      accentColor: "var(--accent-ink)",
      accentColorForeground: theme === "dark" ? "var(--on-accent)" : "#ffffff",
      modalBackground: "var(--surface)",
      modalBorder: "var(--line)",
      modalText: "var(--ink)",
      modalTextDim: "var(--muted)",
      modalTextSecondary: "var(--muted)",
      generalBorder: "var(--line)",
      generalBorderDim: "var(--line)",
      menuItemBackground: "var(--raised)",
      profileForeground: "var(--surface)",
      profileAction: "var(--raised)",
      profileActionHover: "var(--line)",
      closeButton: "var(--ink)",
      closeButtonBackground: "var(--raised)",
      error: "var(--bad)",
    },
    fonts: { body: "var(--font-sans, system-ui)" },
  };
}
