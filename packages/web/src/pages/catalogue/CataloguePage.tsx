import { getCatalogueEntry, listCatalogue, type QueryOf } from "@yunjian/contract";
import { Button, Input } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { CatalogueFilters, FILTER_NAMES, type FilterValues } from "../../features/catalogue/Filters.tsx";
import { useEntryFacts } from "../../features/catalogue/EntryFacts.tsx";
import { entryPath, type Line } from "../../features/catalogue/reference.ts";
import "../../features/catalogue/catalogue.css";
import { useCall, useList } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { POSTURES } from "@yunjian/domain";

/** Filters at the left, the entries, and what the chosen one says; all of it stands in the address. */
export default function CataloguePage() {
  const text = useText();
  const [params, setParams] = useSearchParams();
  const words = params.get("q") ?? "";
  const filters: FilterValues = Object.fromEntries(
    FILTER_NAMES.flatMap((name) => (params.has(name) ? [[name, params.get(name) ?? ""]] : [])),
  );
  const chosen = params.get("at");
  const set = (changes: Readonly<Record<string, string | undefined>>) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined || value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const query = { limit: 100, ...filters, ...(words && { text: words }) } as QueryOf<typeof listCatalogue>;
  const list = useList(listCatalogue, { query });
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = (list.data?.pages[0] as { total?: number } | undefined)?.total ?? lines.length;
  return (
    <>
      <PageHeader
        title={text("catalogue.title")}
        hint={text("catalogue.hint")}
        actions={
          <>
            <Link to="/catalogue/documents">{text("catalogue.documents")}</Link>
            <Link to="/glossary">{text("catalogue.glossary")}</Link>
          </>
        }
      />
      <div className="yj-catalogue">
        <CatalogueFilters
          values={filters}
          onChange={(next) => set(Object.fromEntries(FILTER_NAMES.map((name) => [name, next[name]])))}
        />
        <div className="yj-catalogue-list">
          <SearchField key={words} value={words} onSearch={(value) => set({ q: value })} />
          <p className="yj-hint" role="status">
            {list.isPending ? "" : text("catalogue.results", { count: total })}
          </p>
          <Problem error={list.error} onRetry={() => void list.refetch()} />
          {!list.isPending && lines.length === 0 && (
            <EmptyHint small title={text("catalogue.none")} hint={text("catalogue.noneHint")} />
          )}
          <ul aria-label={text("catalogue.list")}>
            {lines.map((line) => {
              const at = `${line.kind}:${line.id}`;
              return (
                <li key={at}>
                  <LineButton line={line} chosen={at === chosen} onChoose={() => set({ at })} />
                </li>
              );
            })}
          </ul>
          {list.hasNextPage && (
            <Button
              size="small"
              className="yj-catalogue-more"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {text("catalogue.more")}
            </Button>
          )}
        </div>
        <div className="yj-catalogue-detail">
          {chosen === null ? (
            <EmptyHint title={text("catalogue.choose")} hint={text("catalogue.chooseHint")} />
          ) : (
            <Detail at={chosen} />
          )}
        </div>
      </div>
    </>
  );
}

function SearchField({
  value,
  onSearch,
}: {
  readonly value: string;
  readonly onSearch: (value: string) => void;
}) {
  const text = useText();
  const [typed, setTyped] = useState(value);
  return (
    <Input.Search
      allowClear
      aria-label={text("catalogue.search")}
      placeholder={text("catalogue.search")}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={(words) => onSearch(words.trim())}
    />
  );
}

function LineButton({
  line,
  chosen,
  onChoose,
}: {
  readonly line: Line;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const word = useWord();
  return (
    <button
      type="button"
      className={chosen ? "yj-line yj-line-chosen" : "yj-line"}
      aria-pressed={chosen}
      onClick={onChoose}
    >
      <span className="yj-line-head">
        <span className="yj-line-id">{line.id}</span>
        <ToneTag tone={line.kind === "clause" ? "muted" : "info"}>
          {text(`catalogue.kind.${line.kind}`)}
        </ToneTag>
        {line.attribute === "enhanced" && (
          <ToneTag tone="wait">{word("capabilityLevel", "enhanced")}</ToneTag>
        )}
      </span>
      <span>{line.title[lang]}</span>
      {line.frequency && line.class && (
        <span className="yj-hint">
          {word("frequency", line.frequency)} · {word("controlClass", line.class)}
        </span>
      )}
    </button>
  );
}

function Detail({ at }: { readonly at: string }) {
  const text = useText();
  const lang = useLang();
  const factsOf = useEntryFacts();
  const split = at.indexOf(":");
  const [kind, id] = [at.slice(0, split) as Line["kind"], at.slice(split + 1)];
  const query = useCall(getCatalogueEntry, { params: { kind, id } }, { keepPrevious: true });
  return (
    <Loaded query={query} rows={8}>
      {(entry) => (
        <article>
          <p className="yj-line-head">
            <span className="yj-line-id">{entry.line.id}</span>
            <Link to={entryPath(entry.line)}>{text("catalogue.open")}</Link>
          </p>
          <h2>{entry.line.title[lang]}</h2>
          <p className="yj-prose">{entry.statement[lang]}</p>
          {entry.ownText && (
            <blockquote className="yj-own" lang="zh-CN">
              {entry.ownText.text}
            </blockquote>
          )}
          <Facts items={factsOf(entry)} />
          {entry.clouds > 0 && (
            <p className="yj-entry-counts">
              <span className="yj-hint">
                {text("catalogue.obligationsCount", { count: entry.clouds, clouds: entry.clouds })}
              </span>
              {POSTURES.filter((posture) => entry.counts[posture] > 0).map((posture) => (
                <StateTag
                  key={posture}
                  kind="posture"
                  state={posture}
                  label={`${text(`state.posture.${posture}`)} ${entry.counts[posture]}`}
                />
              ))}
            </p>
          )}
        </article>
      )}
    </Loaded>
  );
}
