import {
  cancelPackage,
  checkPackage,
  downloadPackage,
  listPackages,
  type PackageView,
} from "@yunjian/contract";
import { PACKAGE_PROBLEMS, type PackageState } from "@yunjian/domain";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { call } from "../../lib/client.ts";
import { formatBytes, formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useErrorText } from "../../lib/problem.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { Shape } from "../../ui/shapes.ts";
import type { Tone } from "../../ui/tones.ts";
import { Instant, None } from "../../ui/When.tsx";

const LOOKS: Readonly<Record<PackageState, { readonly tone: Tone; readonly shape: Shape }>> = {
  making: { tone: "wait", shape: "clock" },
  ready: { tone: "good", shape: "check" },
  failed: { tone: "bad", shape: "cross" },
  cancelled: { tone: "neutral", shape: "dash" },
  expired: { tone: "neutral", shape: "dash" },
};
const PAGES: Readonly<Record<PackageView["scope"]["type"], string>> = {
  cloud: "/clouds",
  period: "/periods",
  rectification: "/rectifications",
};
const RENEW = 1500;

/** Packages the caller asked for: how far they are, and until when they can be fetched. */
export default function PackagesPage() {
  const text = useText();
  const lang = useLang();
  useRenewed();
  // A rectification's number says what it is.
  const scope = (row: PackageView) =>
    row.scope.type === "rectification"
      ? row.scope.name
      : `${text(`packages.type.${row.scope.type}`)} ${row.scope.name}`;
  const state = (row: PackageView) => text(`packages.state.${row.state}`);
  const columns: Column<PackageView>[] = [
    {
      key: "number",
      title: text("packages.number"),
      width: 165,
      main: true,
      render: (row) => row.number,
      text: (row) => row.number,
    },
    {
      key: "scope",
      title: text("packages.scope"),
      width: 210,
      render: (row) => (
        <>
          <Link to={`${PAGES[row.scope.type]}/${row.scope.id}`}>{scope(row)}</Link>
          {row.scope.from !== null && (
            <div className="yj-hint">
              {text("packages.range", { from: row.scope.from, to: row.scope.to ?? "" })}
            </div>
          )}
        </>
      ),
      text: scope,
    },
    {
      key: "state",
      title: text("packages.stateTitle"),
      width: 130,
      render: (row) => (
        <>
          <ToneTag {...LOOKS[row.state]}>{state(row)}</ToneTag>
          {row.progress && (
            <Progress
              size="small"
              percent={row.progress.total ? Math.floor((row.progress.done / row.progress.total) * 100) : 0}
            />
          )}
          {row.problem && <div className="yj-hint">{PACKAGE_PROBLEMS[row.problem][lang]}</div>}
        </>
      ),
      text: state,
    },
    {
      key: "action",
      title: text("packages.action"),
      width: 90,
      render: (row) => <Action row={row} />,
      text: () => null,
    },
    {
      key: "content",
      title: text("packages.content"),
      width: 175,
      render: (row) =>
        row.entries === null ? (
          <None />
        ) : (
          <>
            {text("packages.contents", { files: row.files ?? 0, entries: row.entries })}
            {(row.missing ?? 0) > 0 && (
              <div>
                <ToneTag tone="warn">{text("packages.missing", { count: row.missing ?? 0 })}</ToneTag>
              </div>
            )}
          </>
        ),
      text: (row) =>
        row.entries === null
          ? null
          : text("packages.contents", { files: row.files ?? 0, entries: row.entries }),
    },
    {
      key: "size",
      title: text("packages.size"),
      width: 85,
      align: "right",
      render: (row) => (row.size === null ? <None /> : formatBytes(row.size)),
      text: (row) => row.size,
    },
    {
      key: "until",
      title: text("packages.until"),
      width: 155,
      render: (row) => <Instant at={row.expiresAt} />,
      text: (row) => row.expiresAt && formatInstant(row.expiresAt),
    },
    {
      key: "asked",
      title: text("packages.asked"),
      width: 140,
      optional: true,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "digest",
      title: text("packages.digest"),
      width: 300,
      optional: true,
      render: (row) => (row.sha256 ? <code>{row.sha256}</code> : <None />),
      text: (row) => row.sha256,
    },
  ];
  return (
    <>
      <PageHeader title={text("packages.title")} hint={text("packages.hint")} />
      <DataTable
        id="packages"
        title={text("packages.title")}
        route={listPackages}
        columns={columns}
        rowKey={(row) => row.id}
        empty={{ title: text("packages.empty"), hint: text("packages.emptyHint") }}
      />
    </>
  );
}

/** While one is being made, the list is read again every second and a half. */
function useRenewed(): void {
  const client = useQueryClient();
  const newest = useCall(listPackages, { query: { limit: 20 } });
  const making = newest.data?.items.some((row) => row.state === "making") ?? false;
  useEffect(() => {
    if (!making) return;
    const timer = setInterval(
      () =>
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "GET /api/packages" }),
      RENEW,
    );
    return () => clearInterval(timer);
  }, [client, making]);
}

function Action({ row }: { readonly row: PackageView }) {
  const text = useText();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const stop = useChange(cancelPackage, { done: "packages.stopped" });
  const params = { id: row.id };
  /** Asks for the confirmation first: a download by the browser itself could only be refused. */
  const fetchIt = async (): Promise<void> => {
    try {
      await call(checkPackage, { params });
      window.location.assign(downloadPackage.path.replace(":id", row.id));
    } catch (error) {
      message.error(errorText(error as Error), 6);
    }
  };
  if (row.may.cancel)
    return (
      <Button size="small" danger loading={stop.busy} onClick={() => void stop.run({ params, body: {} })}>
        {text("packages.stop")}
      </Button>
    );
  if (!row.may.open) return <None />;
  return (
    <Button size="small" type="primary" onClick={() => void fetchIt()}>
      {text("packages.download")}
    </Button>
  );
}
