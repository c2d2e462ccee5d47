// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { type Feed, follow, type Manner } from "./link";
import type { Blueprint, Status } from "./types";

function useFeed<T>(path: string, event: string, manner: Manner): Feed<T> {
  const [feed, setFeed] = useState<Feed<T>>({ state: "connecting", value: undefined, receivedAt: 0 });
  useEffect(() => {
    // A change of manner keeps the value that is there until a newer one comes.
    const receive = (next: Feed<T>) =>
      setFeed((before) => (next.value === undefined ? { ...before, state: next.state } : next));
    return follow<T>(path, event, manner, receive);
  }, [path, event, manner]);
  return feed;
}

export const useBlueprint = (manner: Manner): Feed<Blueprint> => useFeed("/api/v1/blueprint", "blueprint", manner);
export const useStatus = (manner: Manner): Feed<Status> => useFeed("/api/v1/status", "status", manner);
