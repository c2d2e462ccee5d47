// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

export type Theme = "auto" | "light" | "dark";
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const KEY = "sallyport.theme";

/** Reads what was chosen before; storage may be forbidden, and then the choice lasts as long as the page. */
function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}

export function useTheme(): { theme: Theme; next: Theme; turn: () => void } {
  const [theme, setTheme] = useState(remembered);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Not remembered, that is all.
    }
  }, [theme]);
  return { theme, next: NEXT[theme], turn: () => setTheme(NEXT[theme]) };
}
