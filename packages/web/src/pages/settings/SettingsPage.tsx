import { listSettings } from "@yunjian/contract";
import { Button, Input } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import { SettingDialog } from "./SettingDialog.tsx";
import { type SettingRow, useSettingWords } from "./setting-words.ts";

export default function SettingsPage() {
  const text = useText();
  const lang = useLang();
  const query = useCall(listSettings, {});
  const [words, setWords] = useState("");
  const [changing, setChanging] = useState<SettingRow | null>(null);
  const wanted = words.trim().toLowerCase();
  const matches = (row: SettingRow) =>
    `${row.title[lang]} ${row.help[lang]} ${text(`settings.area.${row.area}`)}`
      .toLowerCase()
      .includes(wanted);
  return (
    <>
      <PageHeader
        title={text("settings.title")}
        hint={text("settings.hint")}
        actions={
          <Input.Search
            allowClear
            aria-label={text("settings.search")}
            placeholder={text("settings.search")}
            onChange={(event) => setWords(event.target.value)}
          />
        }
      />
      <Loaded query={query} rows={10}>
        {({ items }) => {
          const shown = Map.groupBy(items.filter(matches), (row) => row.area);
          if (shown.size === 0)
            return <EmptyHint title={text("settings.none")} hint={text("settings.noneHint")} />;
          return [...shown].map(([area, rows]) => (
            <Area key={area} title={text(`settings.area.${area}`)} rows={rows} onChange={setChanging} />
          ));
        }}
      </Loaded>
      <SettingDialog setting={changing} onClose={() => setChanging(null)} />
    </>
  );
}

function Area({
  title,
  rows,
  onChange,
}: {
  readonly title: string;
  readonly rows: readonly SettingRow[];
  readonly onChange: (row: SettingRow) => void;
}) {
  const text = useText();
  const lang = useLang();
  const valueWords = useSettingWords();
  const label = (name: string) => text(`settings.column.${name}`);
  return (
    <Section flush title={title}>
      <LocalTable
        title={title}
        rows={rows}
        rowKey={(row) => row.key}
        empty={{ title: text("settings.none") }}
        columns={[
          {
            key: "name",
            title: label("name"),
            main: true,
            width: 280,
            render: (row) => (
              <>
                {row.title[lang]}{" "}
                {row.security && <ToneTag tone="neutral">{text("settings.security")}</ToneTag>}
                <div className="yj-hint">{row.help[lang]}</div>
              </>
            ),
            text: (row) => row.title[lang],
          },
          {
            key: "value",
            title: label("value"),
            width: 150,
            render: (row) => (
              <>
                <strong>{valueWords(row, row.value)}</strong>
                {row.version > 0 && (
                  <div className="yj-hint">
                    {label("default")} {valueWords(row, row.default)}
                  </div>
                )}
              </>
            ),
            text: (row) => valueWords(row, row.value),
          },
          {
            key: "source",
            title: label("source"),
            width: 290,
            render: (row) => (
              <span className="yj-hint">
                {row.source.clause && (
                  <>
                    <ClauseLink id={row.source.clause} />{" "}
                  </>
                )}
                {row.source.note[lang]}
              </span>
            ),
            text: (row) => row.source.note[lang],
          },
          {
            key: "changed",
            title: label("changed"),
            width: 190,
            render: (row) =>
              row.version === 0 ? (
                <span className="yj-hint">{text("settings.default")}</span>
              ) : (
                <>
                  <Instant at={row.changedAt} /> {row.changedBy}
                  <div className="yj-hint">{row.reason}</div>
                </>
              ),
            text: (row) => row.changedAt,
          },
          {
            key: "steps",
            title: "",
            width: 80,
            render: (row) =>
              row.mayChange && (
                <Button size="small" onClick={() => onChange(row)}>
                  {text("settings.change")}
                </Button>
              ),
            text: () => "",
          },
        ]}
      />
    </Section>
  );
}
