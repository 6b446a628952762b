import type { ObjectType } from "@yunjian/domain";
import { Button, Skeleton } from "antd";
import { useText } from "../../lib/language.ts";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { PersonName } from "../../ui/Words.tsx";
import { useEventWord } from "./useEventWord.ts";
import { useObjectHistory } from "./useObjectHistory.ts";

/** What happened so far, as the record tells it; for the right side of object pages. */
export function ObjectTimeline({
  type,
  id,
  title,
}: {
  readonly type: ObjectType;
  readonly id: string;
  readonly title?: string;
}) {
  const text = useText();
  const word = useEventWord();
  const history = useObjectHistory(type, id);
  return (
    <Section title={title ?? text("record.history")}>
      <Problem error={history.error} onRetry={history.retry} />
      {history.loading && !history.error && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {!history.loading && (
        <Timeline
          items={history.entries.map((entry) => ({
            key: entry.id,
            at: entry.at,
            what: word(entry.kind),
            who: (
              <PersonName name={entry.person?.name ?? null} organisation={entry.organisation?.name ?? null} />
            ),
            entry,
          }))}
        />
      )}
      {history.more && (
        <Button size="small" loading={history.loadingMore} onClick={history.loadMore}>
          {text("common.table.more")}
        </Button>
      )}
    </Section>
  );
}
