import { decideAgreementChanges, listAgreementChanges, withdrawAgreementChange } from "@yunjian/contract";
import { AGREEMENT_CHANGE_STATES } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type RowOf, useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink, PersonName } from "../../ui/Words.tsx";
import "./obligations.css";

type Row = RowOf<typeof listAgreementChanges>;
const GENERIC = {
  asked: "pending",
  approved: "granted",
  refused: "refused",
  withdrawn: "withdrawn",
} as const;

export interface AgreementChangesProps {
  /** Of this cloud; of all without it. */
  readonly cloudId?: string;
  /** Only those that nobody decided yet. */
  readonly waiting?: boolean;
}

/** Changes of agreements that one asked for and another decides. */
export function AgreementChanges({ cloudId, waiting = false }: AgreementChangesProps) {
  const text = useText();
  const can = useCan();
  const [decision, setDecision] = useState<{
    rows: readonly Row[];
    approve: boolean;
    clear: () => void;
  } | null>(null);
  const columns = useColumns(cloudId === undefined);
  const label = (name: string) => text(`agreements.changes.${name}`);
  // An exception takes a lead other than the one who asked; values are confirmed by any supervisor.
  const mayDecide = (row: Row) =>
    row.state === "asked" && !row.askedByMe && (row.kind === "parameters" || can("agreement.approve"));
  return (
    <>
      <DataTable
        id="agreement-changes"
        prefix="c."
        title={label("list")}
        route={listAgreementChanges}
        input={{ query: { ...(cloudId && { cloudId }), ...(waiting && { state: "asked" }) } }}
        columns={columns}
        rowKey={(row) => row.id}
        exportable={false}
        filters={
          waiting
            ? []
            : [
                {
                  param: "state",
                  label: label("column.state"),
                  options: AGREEMENT_CHANGE_STATES.map((value) => ({
                    value,
                    label: text(`agreements.changes.state.${value}`),
                  })),
                },
              ]
        }
        {...(can("agreement.manage") && {
          selection: {
            allowed: mayDecide,
            actions: (rows: readonly Row[], clear: () => void) => (
              <>
                <Button
                  size="small"
                  type="primary"
                  onClick={() => setDecision({ rows, approve: true, clear })}
                >
                  {text("agreements.changes.approve", { count: rows.length })}
                </Button>
                <Button size="small" danger onClick={() => setDecision({ rows, approve: false, clear })}>
                  {text("agreements.changes.refuse", { count: rows.length })}
                </Button>
              </>
            ),
          },
        })}
        empty={{ title: label("empty"), hint: label("emptyHint") }}
      />
      <DecisionDialog decision={decision} onClose={() => setDecision(null)} />
    </>
  );
}

function DecisionDialog({
  decision,
  onClose,
}: {
  readonly decision: {
    readonly rows: readonly Row[];
    readonly approve: boolean;
    readonly clear: () => void;
  } | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(decideAgreementChanges, {
    errors: "page",
    done: "agreements.changes.done",
    onDone: () => {
      decision?.clear();
      onClose();
    },
  });
  if (decision === null) return null;
  const { rows, approve } = decision;
  const label = (name: string) => text(`agreements.changes.${name}`, { count: rows.length });
  return (
    <ReasonModal
      open
      title={label(approve ? "approveTitle" : "refuseTitle")}
      confirm={label(approve ? "approve" : "refuse")}
      danger={!approve}
      reason={approve ? "optional" : "required"}
      label={label(approve ? "note" : "refuseNote")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(note) =>
        void change.run({
          body: { changes: rows.map(({ id, version }) => ({ id, version })), approve, note },
        })
      }
    >
      {approve && <p className="yj-hint">{label("approveWhat")}</p>}
    </ReasonModal>
  );
}

function useColumns(withCloud: boolean): readonly Column<Row>[] {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const withdraw = useChange(withdrawAgreementChange, { done: "agreements.changes.withdrawn" });
  const label = (name: string) => text(`agreements.changes.column.${name}`);
  return [
    {
      key: "duty",
      title: label("duty"),
      main: true,
      width: 220,
      render: (row) => (
        <div className="yj-duty">
          {row.title[lang]}
          <div className="yj-duty-under">
            <ClauseLink id={row.dutyId} />
          </div>
        </div>
      ),
      text: (row) => `${row.dutyId} ${row.title[lang]}`,
    },
    ...(withCloud
      ? [
          {
            key: "cloud",
            title: label("cloud"),
            width: 130,
            render: (row: Row) => <Link to={`/agreements/${row.cloudId}`}>{row.cloudName}</Link>,
            text: (row: Row) => row.cloudName,
          },
        ]
      : []),
    {
      key: "kind",
      title: label("kind"),
      width: 110,
      render: (row) => text(`agreements.changes.kind.${row.kind}`),
      text: (row) => text(`agreements.changes.kind.${row.kind}`),
    },
    {
      key: "what",
      title: label("what"),
      width: 260,
      render: (row) => (
        <>
          {row.values.map((value) => (
            <div key={value.key}>
              {value.label[lang]} <strong>{value.text[lang]}</strong>
            </div>
          ))}
          {row.reason && <div className="yj-hint">{row.reason}</div>}
        </>
      ),
      text: (row) =>
        [
          ...row.values.map((value) =>
            text("agreements.words.pair", { label: value.label[lang], value: value.text[lang] }),
          ),
          row.reason,
        ].join(text("agreements.words.semicolon")),
    },
    {
      key: "asked",
      title: label("asked"),
      width: 150,
      render: (row) => <PersonName name={row.askedBy} organisation={row.askedOrg} />,
      text: (row) => `${row.askedOrg} ${row.askedBy}`,
    },
    {
      key: "askedAt",
      title: label("askedAt"),
      width: 140,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "state",
      title: label("state"),
      width: 150,
      render: (row) => (
        <>
          <StateTag
            kind="generic"
            state={GENERIC[row.state]}
            label={text(`agreements.changes.state.${row.state}`)}
          />
          {row.state === "asked" && row.askedByMe && (
            <div className="yj-hint">{text("agreements.changes.own")}</div>
          )}
          {row.decisionNote && <div className="yj-hint">{row.decisionNote}</div>}
        </>
      ),
      text: (row) => text(`agreements.changes.state.${row.state}`),
    },
    {
      key: "steps",
      title: "",
      width: 80,
      render: (row) =>
        row.state === "asked" && row.askedOrg === me.organisation.shortName ? (
          <Button
            size="small"
            loading={withdraw.busy}
            onClick={() => void withdraw.run({ params: { id: row.id }, body: { version: row.version } })}
          >
            {text("agreements.changes.withdraw")}
          </Button>
        ) : null,
      text: () => "",
    },
  ];
}
