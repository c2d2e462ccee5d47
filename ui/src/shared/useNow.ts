// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

/** Returns the browser's time, renewed every second, for ages. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
