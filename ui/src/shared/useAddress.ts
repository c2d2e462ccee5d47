// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useState } from "react";
import { type Address, readAddress, writeAddress } from "./address";

export type Go = (change: Partial<Address>) => void;

/** Returns the state kept in the address bar, and how to change it. Opening a page or a panel makes a step to go back to. */
export function useAddress(): [Address, Go] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const changed = () => setAddress(readAddress(location.hash));
    addEventListener("popstate", changed);
    addEventListener("hashchange", changed);
    return () => {
      removeEventListener("popstate", changed);
      removeEventListener("hashchange", changed);
    };
  }, []);
  const go = useCallback<Go>((change) => {
    const before = readAddress(location.hash);
    const after = { ...before, ...change };
    const hash = writeAddress(after);
    const step = after.page !== before.page || after.view !== before.view || after.select !== before.select;
    if (hash !== location.hash) history[step ? "pushState" : "replaceState"](null, "", hash);
    setAddress(after);
  }, []);
  return [address, go];
}
