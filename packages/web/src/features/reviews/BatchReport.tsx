import { App } from "antd";
import type { OutputOf, receiveSubmissions } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";

type Result = OutputOf<typeof receiveSubmissions>;

/** Says what a batch did, and of each item that was not done why. */
export function useBatchReport(): (result: Result, done: string, nameOf: (id: string) => string) => void {
  const text = useText();
  const { message, modal } = App.useApp();
  return (result, done, nameOf) => {
    if (result.done > 0) message.success(text(done, { count: result.done }));
    const failed = result.results.filter((each) => !each.ok);
    if (failed.length === 0) return;
    modal.warning({
      title: text("reviews.batch.failedTitle", { count: failed.length }),
      okText: text("reviews.batch.close"),
      width: 560,
      content: (
        <>
          <p>{text("reviews.batch.failedHint")}</p>
          <ul className="yj-batch-failed">
            {failed.map((each) => (
              <li key={each.id}>
                <strong>{nameOf(each.id)}</strong>
                <div>{each.problem?.message}</div>
              </li>
            ))}
          </ul>
        </>
      ),
    });
  };
}
