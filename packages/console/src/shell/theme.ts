/** Light, dark, or as the system has it; remembered in this browser only. */

export type Theme = "system" | "light" | "dark";

const THEME = "callkit-console-theme";

export function theme(): Theme {
  const kept = localStorage.getItem(THEME);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Keeps it and lets the stylesheet know. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(THEME);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(THEME, theme);
    document.documentElement.dataset["theme"] = theme;
  }
}
