// SPDX-License-Identifier: Apache-2.0
import { createContext } from "react";

/** Which card the keyboard is on, and what pointing and clicking do. */
export interface Picking {
  active: string | undefined;
  activate: (id: string) => void;
  /** Opens the panel of a card or of a link. */
  open: (id: string) => void;
  point: (link: string | undefined) => void;
  toggle: (namespace: string) => void;
}

const nothing = () => {};
export const Pick = createContext<Picking>({
  active: undefined,
  activate: nothing,
  open: nothing,
  point: nothing,
  toggle: nothing,
});
