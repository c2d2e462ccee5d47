// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useState } from "react";
import { whoCalls } from "./session";
import type { Session } from "./types";

const AGAIN_MILLIS = 1_500;

/** Who uses the page, asked until control answers; `ask` asks again, as when a login has ended. */
export function useSession(): { session: Session | undefined; set: (session: Session) => void; ask: () => void } {
  const [session, set] = useState<Session | undefined>();
  const [round, setRound] = useState(0);
  const ask = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const said = await whoCalls();
      if (!wanted) return;
      if (said) set(said);
      else timer = setTimeout(() => void look(), AGAIN_MILLIS);
    };
    void look();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [round]);
  return { session, set, ask };
}
