import { getObjectHistory, type RecordEntryView } from "@yunjian/contract";
import type { ObjectType } from "@yunjian/domain";
import { useList } from "../../lib/api.ts";

/** What happened to an object, newest first, page after page: data for timelines of object pages. */
export function useObjectHistory(type: ObjectType, id: string) {
  const list = useList(getObjectHistory, { params: { type, id }, query: {} });
  const entries: readonly RecordEntryView[] = list.data?.pages.flatMap((page) => [...page.items]) ?? [];
  return {
    entries,
    loading: list.isPending,
    error: list.error,
    more: list.hasNextPage,
    loadMore: () => void list.fetchNextPage(),
    loadingMore: list.isFetchingNextPage,
    retry: () => void list.refetch(),
  };
}
