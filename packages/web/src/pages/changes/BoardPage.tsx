import { type ChangeItem, getChangeBoard, listClouds } from "@yunjian/contract";
import { Select } from "antd";
import { Link, useSearchParams } from "react-router";
import { Marks } from "../../features/changes/Parts.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import "../../features/changes/changes.css";

/** Open changes by state, so that one sees where they pile up. */
export default function BoardPage() {
  const text = useText();
  const can = useCan();
  const [params, setParams] = useSearchParams();
  const cloudId = params.get("cloudId") ?? undefined;
  const query = useCall(getChangeBoard, { query: { ...(cloudId && { cloudId }) } }, { keepPrevious: true });
  return (
    <>
      <PageHeader
        title={text("changes.board.title")}
        hint={text("changes.board.hint")}
        actions={<ButtonLink to="/changes">{text("changes.title")}</ButtonLink>}
      />
      <div className="yj-change-bar">
        <CloudSelect value={cloudId} onChange={(id) => setParams(id ? { cloudId: id } : {})} />
      </div>
      <Loaded query={query}>
        {({ columns }) => (
          <>
            {columns.every(({ count }) => count === 0) && (
              <EmptyHint title={text("changes.board.empty")} hint={text("changes.emptyHint")} />
            )}
            <div className="yj-change-board">
              {columns
                .filter(({ count }) => count > 0)
                .map((lane) => (
                  <section
                    key={lane.state}
                    className="yj-change-lane"
                    aria-label={text(`state.change.${lane.state}`)}
                  >
                    <h2>
                      <StateTag kind="change" state={lane.state} />
                      <span>
                        {lane.late > 0 && (
                          <ToneTag plain tone="bad">
                            {text("changes.board.late", { count: lane.late })}
                          </ToneTag>
                        )}{" "}
                        {lane.count}
                      </span>
                    </h2>
                    {lane.items.map((item) => (
                      <Card key={item.id} of={item} />
                    ))}
                    {lane.count > lane.items.length && (
                      <Link to={`/changes?state=${lane.state}${cloudId ? `&cloudId=${cloudId}` : ""}`}>
                        {text("changes.board.more", { count: lane.count - lane.items.length })}
                      </Link>
                    )}
                  </section>
                ))}
            </div>
            {columns.some(({ count }) => count > 0) && (
              <p className="yj-change-bar yj-hint">
                {text("changes.board.nothing")}
                {columns
                  .filter(({ count, state }) => count === 0 && (state !== "draft" || can("change.prepare")))
                  .map(({ state }) => (
                    <StateTag key={state} plain kind="change" state={state} />
                  ))}
              </p>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Card({ of }: { readonly of: ChangeItem }) {
  return (
    <div className="yj-change-card">
      <Link to={`/changes/${of.id}`}>{of.title}</Link>
      <div className="yj-hint">
        {of.number} {of.clouds.map(({ name }) => name).join(" ")}
      </div>
      {of.until && <DueTime at={of.until} soonDays={2} show="left" />}
      <Marks of={of} />
    </div>
  );
}

export function CloudSelect({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}) {
  const text = useText();
  const clouds = useCall(listClouds, { query: { limit: 200 } }, { staleTime: 300_000 });
  return (
    <Select
      allowClear={{ label: text("common.clear") }}
      aria-label={text("changes.filter.cloud")}
      placeholder={text("changes.calendar.all")}
      popupMatchSelectWidth={false}
      style={{ minWidth: 200 }}
      {...(value !== undefined && { value })}
      showSearch={{ optionFilterProp: "label" }}
      options={(clouds.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id: string | undefined) => onChange(id)}
    />
  );
}
