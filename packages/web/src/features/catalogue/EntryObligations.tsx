import { listEntryObligations } from "@yunjian/contract";
import { POSTURES } from "@yunjian/domain";
import { Button } from "antd";
import { Link } from "react-router";
import { useList } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import type { CatalogueEntry } from "./EntryFacts.tsx";

/** What the entry asks of whom: the obligations that follow, with where each stands. */
export function EntryObligations({ entry }: { readonly entry: CatalogueEntry }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const { kind, id } = entry.line;
  const list = useList(listEntryObligations, { params: { kind, id }, query: { limit: 50 } });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const own = me.organisation.roles.includes("provider") && !me.organisation.roles.includes("supervisor");
  return (
    <Section
      flush
      title={text(own ? "catalogue.obligationsOwn" : "catalogue.obligations")}
      extra={
        <span className="yj-entry-counts">
          <span className="yj-hint">
            {text("catalogue.obligationsCount", { count: entry.clouds, clouds: entry.clouds })}
          </span>
          {POSTURES.filter((posture) => entry.counts[posture] > 0).map((posture) => (
            <StateTag
              key={posture}
              kind="posture"
              state={posture}
              plain
              label={`${text(`state.posture.${posture}`)} ${entry.counts[posture]}`}
            />
          ))}
        </span>
      }
    >
      <Problem error={list.error} onRetry={() => void list.refetch()} />
      <LocalTable
        title={text("catalogue.obligations")}
        rows={rows}
        rowKey={(row) => row.id}
        loading={list.isPending}
        empty={{ title: text("catalogue.obligationsNone"), hint: text("catalogue.obligationsNoneHint") }}
        columns={[
          {
            key: "cloud",
            title: text("posture.cloud"),
            main: true,
            width: 200,
            render: (row) => (
              <>
                <Link to={`/posture/clouds/${row.cloudId}`}>{row.cloudName}</Link>
                {row.subjectId !== row.cloudId && <div className="yj-hint">{row.subjectName}</div>}
              </>
            ),
            text: (row) => row.cloudName,
          },
          {
            key: "obligation",
            title: text("posture.one.obligation"),
            width: 240,
            render: (row) => <Link to={`/obligations/${row.id}`}>{row.title[lang]}</Link>,
            text: (row) => row.title[lang],
          },
          {
            key: "state",
            title: text("posture.one.state"),
            width: 110,
            render: (row) => <StateTag kind="posture" state={row.posture} />,
            text: (row) => text(`state.posture.${row.posture}`),
          },
          {
            key: "due",
            title: text("posture.one.due"),
            width: 220,
            render: (row) => <DueTime at={row.nextDueAt} />,
            text: (row) => row.nextDueAt ?? "",
          },
        ]}
      />
      {list.hasNextPage && (
        <div className="yj-section-body">
          <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {text("catalogue.more")}
          </Button>
        </div>
      )}
    </Section>
  );
}
