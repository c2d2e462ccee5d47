// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { type Box, cardBox, type Point } from "./layout/geometry";
import { isArrow, steer } from "./steer";

export interface Keys {
  /** The card that the tab key leads to. */
  active: string | undefined;
  setActive: (id: string) => void;
  pressed: (event: KeyboardEvent) => void;
}

/** Arrow keys lead from card to card. */
export function useKeys(
  surface: RefObject<HTMLElement | null>,
  at: Map<string, Point>,
  reveal: (part: Box) => void,
): Keys {
  const [chosen, setActive] = useState<string>();
  const first = useMemo(() => [...at].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0], [at]);
  const pressed = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset["card"];
    if (!id || !isArrow(event.key)) return;
    event.preventDefault();
    const next = steer(id, event.key, at);
    if (!next) return;
    setActive(next);
    reveal(cardBox(at.get(next)!));
    focus(surface.current, next, 30);
  };
  return { active: chosen && at.has(chosen) ? chosen : first, setActive, pressed };
}

/** A card that is far out of sight is drawn only when the viewport gets there. */
function focus(surface: HTMLElement | null, id: string, frames: number): void {
  const card = surface?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
  if (card) card.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focus(surface, id, frames - 1));
}
