import { useEffect, useState, useSyncExternalStore } from "react";
import { useMe } from "./me.ts";
import { type UploadItem, UploadQueue } from "./upload.ts";

export interface Uploads {
  readonly queue: UploadQueue;
  readonly items: readonly UploadItem[];
  /** Ids of the files that arrived, in the order chosen. */
  readonly fileIds: readonly string[];
  /** Something is still on its way, or stopped on it. */
  readonly pending: boolean;
}

/** The uploads of one page; they pause when it is left. */
export function useUploads(): Uploads {
  const owner = useMe().person.id;
  const [queue] = useState(() => new UploadQueue(owner));
  const items = useSyncExternalStore(queue.subscribe, queue.items);
  useEffect(() => () => queue.stop(), [queue]);
  return {
    queue,
    items,
    fileIds: items.flatMap((item) => item.fileId ?? []),
    pending: items.some((item) => !["done", "refused"].includes(item.state)),
  };
}
