// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { type Feed, follow, type Manner } from "./link";
import type { Blueprint, Denials, Policies, Status } from "./types";

/** Without a manner the document is not asked for. */
function useFeed<T>(path: string, event: string, manner: Manner | undefined): Feed<T> {
  const [feed, setFeed] = useState<Feed<T>>({ state: "connecting", value: undefined, receivedAt: 0 });
  useEffect(() => {
    if (!manner) return;
    // A change of manner keeps the value that is there until a newer one comes.
    const receive = (next: Feed<T>) =>
      setFeed((before) =>
        next.value === undefined && next.state !== "refused" ? { ...before, state: next.state } : next,
      );
    return follow<T>(path, event, manner, receive);
  }, [path, event, manner]);
  return feed;
}

export const useBlueprint = (manner: Manner): Feed<Blueprint> => useFeed("/api/v1/blueprint", "blueprint", manner);
export const useStatus = (manner: Manner): Feed<Status> => useFeed("/api/v1/status", "status", manner);
export const usePolicies = (manner?: Manner): Feed<Policies> => useFeed("/api/v1/policies", "policies", manner);
export const useDenials = (manner?: Manner): Feed<Denials> => useFeed("/api/v1/denials", "denials", manner);
