import { getEntry, type OutputOf } from "@yunjian/contract";
import { useCall } from "../lib/api.ts";

/** What is known before anybody signs in; it does not change while the page is open. */
export function useEntry(): OutputOf<typeof getEntry> | undefined {
  return useCall(getEntry, {}, { staleTime: Number.POSITIVE_INFINITY }).data;
}
