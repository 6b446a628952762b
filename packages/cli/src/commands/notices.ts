import { listNotices, readNotices } from "@yunjian/contract";
import { collect, given, momentOf, remarkEmpty, remarkMore } from "../context.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { patiently } from "../retry.ts";

const MARKED_AT_ONCE = 200;

export function defineNotices({ say, command, perform }: Define): void {
  const notices = limited(command("notices", "我的通知，未读在前", "my inbox, unread first"), say)
    .option("--unread", say("只看未读", "unread only"))
    .option("--mark-read", say("显示后标为已读", "mark what is shown as read"));
  perform<{ unread?: boolean; markRead?: boolean; limit: number }>(
    notices,
    async (context, { unread, markRead, limit }) => {
      const { call, out, target } = context;
      const read = await collect(limit, (paging) =>
        call(listNotices, { query: { ...given({ unread }), ...paging } }),
      );
      out.show(read, () =>
        table(
          read.items.map((notice) => [
            notice.readAt === null ? "●" : "",
            momentOf(notice.at),
            notice.title,
            `${target.url}${notice.path}`,
          ]),
        ),
      );
      remarkEmpty(context, read.items, "没有通知。", "No notices.");
      remarkMore(context, read.next);
      const ids = read.items.filter((notice) => notice.readAt === null).map((notice) => notice.id);
      for (let at = 0; markRead && at < ids.length; at += MARKED_AT_ONCE) {
        const idempotencyKey = crypto.randomUUID();
        await patiently(() =>
          call(readNotices, { body: { ids: ids.slice(at, at + MARKED_AT_ONCE) } }, { idempotencyKey }),
        );
      }
    },
  );
}
