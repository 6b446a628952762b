import {
  decideLoosening,
  listLoosenings,
  listSettings,
  type LooseningItem,
  withdrawLoosening,
} from "@yunjian/contract";
import { Button, Space } from "antd";
import { useState } from "react";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink, PersonName } from "../../ui/Words.tsx";
import { SettingDialog } from "../settings/SettingDialog.tsx";
import { type SettingRow, useSettingWords } from "../settings/setting-words.ts";

const TONES = { looser: "grave", stricter: "good", "as-source": "neutral" } as const;
const STATES = {
  asked: "pending",
  granted: "granted",
  refused: "refused",
  withdrawn: "withdrawn",
  superseded: "voided",
} as const;

/** The figures on which the platform's own guard rests: what the source asks, what holds, and who let it go. */
export default function SecurityPage() {
  const text = useText();
  const query = useCall(listSettings, {});
  const [changing, setChanging] = useState<SettingRow | null>(null);
  return (
    <>
      <PageHeader title={text("security.title")} hint={text("security.hint")} />
      <Loaded query={query} rows={10}>
        {({ items }) => {
          const rows = items.filter((row) => row.security);
          const looser = rows.filter((row) => row.standing === "looser");
          return (
            <>
              <Section flush title={text("security.loosened")} hint={text("security.loosenedHint")}>
                {looser.length === 0 ? (
                  <EmptyHint small title={text("security.noneLoosened")} />
                ) : (
                  <Settings title={text("security.loosened")} rows={looser} onChange={setChanging} />
                )}
              </Section>
              <Requests settings={items} />
              <Section flush title={text("security.others")}>
                <Settings
                  title={text("security.others")}
                  rows={rows.filter((row) => row.standing !== "looser")}
                  onChange={setChanging}
                />
              </Section>
            </>
          );
        }}
      </Loaded>
      <SettingDialog setting={changing} onClose={() => setChanging(null)} />
    </>
  );
}

function Settings({
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
  const words = useSettingWords();
  const label = (name: string) => text(`security.column.${name}`);
  return (
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
          width: 190,
          render: (row) => (
            <>
              {row.title[lang]}
              <div className="yj-hint">{row.help[lang]}</div>
            </>
          ),
          text: (row) => row.title[lang],
        },
        {
          key: "value",
          title: label("value"),
          width: 90,
          render: (row) => <strong>{words(row, row.value)}</strong>,
          text: (row) => words(row, row.value),
        },
        {
          key: "line",
          title: label("line"),
          width: 115,
          render: (row) =>
            row.type === "boolean"
              ? text(`security.way.${(row.stricter === "on") === row.default ? row.stricter : "free"}`)
              : `${text(`security.way.${row.stricter}`)} ${words(row, row.default)}`,
          text: (row) => words(row, row.default),
        },
        {
          key: "standing",
          title: label("standing"),
          width: 95,
          render: (row) => (
            <>
              <ToneTag tone={TONES[row.standing ?? "as-source"]}>{text(`security.${row.standing}`)}</ToneTag>
              {row.asked && <div className="yj-hint">{text("security.waiting")}</div>}
            </>
          ),
          text: (row) => text(`security.${row.standing}`),
        },
        {
          key: "source",
          title: label("source"),
          width: 225,
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
          key: "since",
          title: label("since"),
          width: 200,
          render: (row) =>
            row.version === 0 ? (
              <span className="yj-hint">{text("security.default")}</span>
            ) : (
              <>
                <Instant at={row.changedAt} />{" "}
                {row.approvedBy === null
                  ? text("security.changedBy", { name: row.changedBy })
                  : text("security.askedBy", { name: row.changedBy })}
                {row.approvedBy !== null && (
                  <div>{text("security.approvedBy", { name: row.approvedBy })}</div>
                )}
                <div className="yj-hint">{row.reason}</div>
              </>
            ),
          text: (row) => row.changedAt,
        },
        {
          key: "act",
          title: label("act"),
          width: 70,
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
  );
}

function Requests({ settings }: { readonly settings: readonly SettingRow[] }) {
  const text = useText();
  const lang = useLang();
  const words = useSettingWords();
  const [deciding, setDeciding] = useState<{ readonly row: LooseningItem; readonly grant: boolean } | null>(
    null,
  );
  const label = (name: string) => text(`security.request.${name}`);
  const said = (row: LooseningItem, value: SettingRow["value"]) => {
    const setting = settings.find((each) => each.key === row.key);
    return setting ? words(setting, value) : String(value);
  };
  const columns: Column<LooseningItem>[] = [
    {
      key: "setting",
      title: label("setting"),
      main: true,
      width: 140,
      render: (row) => row.title[lang],
      text: (row) => row.title[lang],
    },
    {
      key: "change",
      title: label("change"),
      width: 150,
      render: (row) => (
        <>
          {said(row, row.from)} → <strong>{said(row, row.value)}</strong>
        </>
      ),
      text: (row) => `${said(row, row.from)} → ${said(row, row.value)}`,
    },
    {
      key: "reason",
      title: label("reason"),
      width: 150,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "asked",
      title: label("asked"),
      width: 130,
      render: (row) => (
        <>
          <PersonName name={row.askedBy} />
          <div className="yj-hint">
            <Instant at={row.askedAt} />
          </div>
        </>
      ),
      text: (row) => row.askedBy,
    },
    {
      key: "state",
      title: label("state"),
      width: 100,
      render: (row) => (
        <StateTag
          plain
          kind="generic"
          state={STATES[row.state]}
          label={text(`security.state.${row.state}`)}
        />
      ),
      text: (row) => text(`security.state.${row.state}`),
    },
    {
      key: "decided",
      title: label("decided"),
      width: 150,
      render: (row) =>
        row.decidedBy !== null && (
          <>
            <PersonName name={row.decidedBy} />{" "}
            <span className="yj-hint">
              <Instant at={row.decidedAt} />
              {row.note && <div>{row.note}</div>}
            </span>
          </>
        ),
      text: (row) => row.decidedBy,
    },
    {
      key: "act",
      title: text("registry.action"),
      width: 140,
      render: (row) => (
        <Space size={4}>
          {row.may.decide && (
            <>
              <Button size="small" onClick={() => setDeciding({ row, grant: false })}>
                {text("security.refuse")}
              </Button>
              <Button size="small" type="primary" onClick={() => setDeciding({ row, grant: true })}>
                {text("security.grant")}
              </Button>
            </>
          )}
          {row.may.withdraw && <Withdraw row={row} />}
        </Space>
      ),
      text: () => null,
    },
  ];
  return (
    <Section title={text("security.requests")} hint={text("security.requestsHint")}>
      <DataTable
        id="loosenings"
        title={text("security.requests")}
        route={listLoosenings}
        columns={columns}
        rowKey={(row) => row.id}
        empty={{ title: text("security.noRequests"), hint: text("security.noRequestsHint") }}
      />
      {deciding && (
        <Decide
          row={deciding.row}
          grant={deciding.grant}
          value={said(deciding.row, deciding.row.value)}
          onClose={() => setDeciding(null)}
        />
      )}
    </Section>
  );
}

function Withdraw({ row }: { readonly row: LooseningItem }) {
  const text = useText();
  const change = useChange(withdrawLoosening, { done: "security.withdrawn" });
  return (
    <Button
      size="small"
      loading={change.busy}
      onClick={() => void change.run({ params: { id: row.id }, body: { version: row.version } })}
    >
      {text("security.withdraw")}
    </Button>
  );
}

function Decide({
  row,
  grant,
  value,
  onClose,
}: {
  readonly row: LooseningItem;
  readonly grant: boolean;
  readonly value: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const change = useChange(decideLoosening, {
    errors: "page",
    done: grant ? "security.granted" : "security.refused",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      danger={grant}
      title={text(grant ? "security.grantTitle" : "security.refuseTitle", { name: row.title[lang] })}
      confirm={text(grant ? "security.grant" : "security.refuse")}
      reason={grant ? "optional" : "required"}
      label={text("security.note")}
      busy={change.busy}
      error={change.error}
      onConfirm={(note) =>
        void change.run({ params: { id: row.id }, body: { version: row.version, grant, note } })
      }
      onCancel={onClose}
    >
      {grant && <p>{text("security.grantHint", { value })}</p>}
      <p className="yj-hint">{row.reason}</p>
    </ReasonModal>
  );
}
