import { getStorage, type OutputOf } from "@yunjian/contract";
import { Alert, Segmented } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { formatBytes, formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import type { Column } from "../../ui/table-columns.tsx";
import { Instant } from "../../ui/When.tsx";
import { ObjectsTable } from "./ObjectsTable.tsx";
import "./storage.css";

export type Storage = OutputOf<typeof getStorage>;
type Day = Storage["days"][number];
const LISTS = ["damaged", "infected", "failed"] as const;

/** Whether what was handed in is whole, scanned, and can be read with keys that are backed up. */
export default function StoragePage() {
  const text = useText();
  const query = useCall(getStorage, {}, { refetchInterval: 30_000 });
  return (
    <>
      <PageHeader title={text("storage.title")} hint={text("storage.hint")} />
      <Loaded query={query} rows={10}>
        {(storage) => <Health storage={storage} />}
      </Loaded>
    </>
  );
}

function Health({ storage }: { readonly storage: Storage }) {
  const text = useText();
  const [chosen, setChosen] = useState<(typeof LISTS)[number]>();
  const counts = {
    damaged: storage.scrub.damaged,
    infected: storage.scan.infected,
    failed: storage.scan.failed,
  };
  const list = chosen ?? LISTS.find((each) => counts[each] > 0) ?? "damaged";
  return (
    <>
      <Warnings storage={storage} />
      <Section title={text("storage.totals")}>
        <Facts
          items={[
            { label: text("storage.objects"), value: formatNumber(storage.objects) },
            { label: text("storage.bytes"), value: formatBytes(storage.bytes) },
            ...(["clean", "waiting", "unscanned", "infected", "failed"] as const).map((state) => ({
              label: text(`storage.scan.${state}`),
              value: formatNumber(storage.scan[state]),
            })),
          ]}
        />
      </Section>
      <Scrub storage={storage} />
      <Scanner storage={storage} />
      <Section title={text("storage.lists")}>
        <Segmented
          aria-label={text("storage.lists")}
          value={list}
          onChange={setChosen}
          options={LISTS.map((value) => ({
            value,
            label: text(`storage.list.${value}`, { count: formatNumber(counts[value]) }),
          }))}
        />
        <ObjectsTable key={list} list={list} mayCheck={storage.may.check} />
      </Section>
      <Section title={text("storage.days")} hint={text("storage.daysHint")}>
        <LocalTable
          title={text("storage.days")}
          rows={storage.days}
          columns={useDayColumns()}
          rowKey={(day) => day.day}
          empty={{ title: text("storage.noDays"), hint: text("storage.noDaysHint") }}
        />
      </Section>
    </>
  );
}

/** What somebody has to do something about, at the top. */
function Warnings({ storage }: { readonly storage: Storage }) {
  const text = useText();
  const { scanner, scrub } = storage;
  const warnings: { type: "error" | "warning" | "info"; title: string; description?: string }[] = [];
  if (scrub.damaged > 0)
    warnings.push({
      type: "error",
      title: text("storage.warn.damaged", { count: scrub.damaged }),
      description: text("storage.warn.damagedHint"),
    });
  if (!scanner.configured)
    warnings.push({
      type: "warning",
      title: text("storage.warn.noScanner"),
      description: text("storage.warn.noScannerHint"),
    });
  else if (!scanner.reached)
    warnings.push({
      type: "error",
      title: text("storage.warn.away", { why: scanner.problem || text("storage.warn.never") }),
      description: text("storage.warn.awayHint"),
    });
  else if (!scanner.tellsLimits)
    warnings.push({
      type: "info",
      title: text("storage.warn.limits"),
      description: text("storage.warn.limitsHint"),
    });
  if (scrub.overdue > 0)
    warnings.push({
      type: "warning",
      title: text("storage.warn.overdue", { count: scrub.overdue, days: scrub.seenDays }),
      description: text("storage.warn.overdueHint"),
    });
  if (warnings.length === 0) return null;
  return (
    <div className="yj-storage-alerts">
      {warnings.map((warning) => (
        <Alert key={warning.title} showIcon {...warning} />
      ))}
    </div>
  );
}

function Scrub({ storage: { scrub, keysChangedAt, objects } }: { readonly storage: Storage }) {
  const text = useText();
  return (
    <Section title={text("storage.scrub.title")} hint={text("storage.scrub.hint")}>
      <Facts
        items={[
          {
            label: text("storage.scrub.seen"),
            value: text("storage.scrub.of", { seen: formatNumber(scrub.seen), all: formatNumber(objects) }),
          },
          { label: text("storage.scrub.oldest"), value: <Instant at={scrub.oldestSeenAt} /> },
          { label: text("storage.scrub.newest"), value: <Instant at={scrub.newestSeenAt} /> },
          { label: text("storage.scrub.damaged"), value: formatNumber(scrub.damaged) },
          { label: text("storage.scrub.erased"), value: formatNumber(scrub.erased) },
          {
            label: text("storage.scrub.rule"),
            value: text("storage.scrub.ruleIs", { days: scrub.seenDays, rate: scrub.readMebibytes }),
          },
          { label: text("storage.keys.changed"), value: <Instant at={keysChangedAt} /> },
          { label: text("storage.keys.backup"), value: text("storage.keys.hint"), wide: true },
        ]}
      />
    </Section>
  );
}

function Scanner({ storage: { scanner, scan } }: { readonly storage: Storage }) {
  const text = useText();
  if (!scanner.configured) return null;
  return (
    <Section title={text("storage.scanner.title")}>
      <Facts
        items={[
          {
            label: text("storage.scanner.state"),
            value: text(scanner.reached ? "storage.scanner.reached" : "storage.scanner.away"),
          },
          { label: text("storage.scanner.engine"), value: scanner.engine },
          {
            label: text("storage.scanner.signatures"),
            value: scanner.signatures || (scanner.reached ? text("storage.scanner.own") : ""),
          },
          { label: text("storage.scanner.signaturesAt"), value: <Instant at={scanner.signaturesAt} /> },
          { label: text("storage.scanner.queue"), value: formatNumber(scan.waiting) },
          { label: text("storage.scanner.asked"), value: <Instant at={scanner.askedAt} /> },
          ...(scanner.awaySince === null
            ? []
            : [{ label: text("storage.scanner.since"), value: <Instant at={scanner.awaySince} /> }]),
          { label: text("storage.scanner.address"), value: <code>{scanner.address}</code>, wide: true },
        ]}
      />
    </Section>
  );
}

function useDayColumns(): Column<Day>[] {
  const text = useText();
  const figure = (key: Exclude<keyof Day, "day">, bytes = false): Column<Day> => ({
    key,
    title: text(`storage.day.${key}`),
    width: 92,
    align: "right",
    render: (row) => (bytes ? formatBytes(row[key]) : formatNumber(row[key])),
    text: (row) => row[key],
  });
  return [
    {
      key: "day",
      title: text("storage.day.day"),
      width: 108,
      main: true,
      render: (row) => row.day,
      text: (row) => row.day,
    },
    figure("checked"),
    figure("checkedBytes", true),
    figure("damaged"),
    figure("mended"),
    figure("scanned"),
    figure("scannedBytes", true),
    figure("infected"),
    figure("unscannable"),
  ];
}
