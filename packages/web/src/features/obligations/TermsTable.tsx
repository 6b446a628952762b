import { CONTROL_CLASSES } from "@yunjian/domain";
import { Button, Input, Segmented, Select, Table } from "antd";
import { useState } from "react";
import { useLang, useText } from "../../lib/language.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { antColumns, type Column, tableWidth } from "../../ui/table-columns.tsx";
import { ClauseLink } from "../../ui/Words.tsx";
import { AgainDialog, EditTermsDialog, ExceptDialog } from "./TermDialogs.tsx";
import { type Agreement, type AgreementRow, useTermWords } from "./term-words.ts";
import "./obligations.css";

const SCOPES = ["all", "applicable", "not", "changed"] as const;
type Scope = (typeof SCOPES)[number];
type Step = "edit" | "except" | "again";

/** All terms of a cloud; several are changed together. */
export function TermsTable({ agreement }: { readonly agreement: Agreement }) {
  const text = useText();
  const lang = useLang();
  const options = useWordOptions();
  const [scope, setScope] = useState<Scope>("all");
  const [classes, setClasses] = useState<readonly string[]>([]);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [step, setStep] = useState<Step | null>(null);
  const columns = useColumns(agreement);
  const wanted = words.trim().toLowerCase();
  const rows = agreement.rows.filter(
    (row) =>
      inScope(row, scope) &&
      (classes.length === 0 || classes.includes(row.duty.class)) &&
      (wanted === "" ||
        `${row.duty.id} ${row.duty.title[lang]} ${row.duty.item[lang]}`.toLowerCase().includes(wanted)),
  );
  const picked = rows.filter((row) => chosen.includes(row.duty.id));
  const done = () => {
    setStep(null);
    setChosen([]);
  };
  return (
    <div className="yj-table">
      <div className="yj-table-tools">
        <div className="yj-filters" role="search">
          <Input
            className="yj-search"
            allowClear
            aria-label={text("agreements.terms.search")}
            placeholder={text("agreements.terms.search")}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <Select
            mode="multiple"
            allowClear
            maxTagCount={1}
            aria-label={text("agreements.terms.class")}
            placeholder={text("agreements.terms.class")}
            style={{ minWidth: 180 }}
            popupMatchSelectWidth={false}
            options={options("controlClass", CONTROL_CLASSES)}
            value={[...classes]}
            onChange={(next: string[]) => setClasses(next)}
          />
          <Segmented<Scope>
            aria-label={text("agreements.terms.column.applies")}
            value={scope}
            onChange={setScope}
            options={SCOPES.map((value) => ({
              value,
              label: `${text(`agreements.terms.scope.${value}`)} ${agreement.rows.filter((row) => inScope(row, value)).length}`,
            }))}
          />
        </div>
      </div>
      {picked.length > 0 && (
        <div className="yj-table-chosen" role="status">
          <span>{text("agreements.terms.chosen", { count: picked.length })}</span>
          <Button size="small" type="primary" onClick={() => setStep("edit")}>
            {text("agreements.terms.edit")}
          </Button>
          {picked.every((row) => row.term.applicable) && (
            <Button size="small" onClick={() => setStep("except")}>
              {text("agreements.terms.except")}
            </Button>
          )}
          {picked.every((row) => row.term.inapplicable === "agreed") && (
            <Button size="small" onClick={() => setStep("again")}>
              {text("agreements.terms.again")}
            </Button>
          )}
        </div>
      )}
      {rows.length === 0 ? (
        <EmptyHint title={text("agreements.terms.none")} hint={text("agreements.terms.noneHint")} />
      ) : (
        <Table<AgreementRow>
          aria-label={text("agreements.terms.list")}
          size="small"
          rowKey={(row) => row.duty.id}
          columns={antColumns(columns)}
          dataSource={rows}
          pagination={false}
          sticky={{ offsetHeader: 48 }}
          scroll={{ x: tableWidth(columns) }}
          {...(agreement.may.manage && {
            rowSelection: {
              selectedRowKeys: [...chosen],
              onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
              getCheckboxProps: ({ duty }: AgreementRow) => ({
                "aria-label": text("common.table.choose", { name: `${duty.id} ${duty.title[lang]}` }),
              }),
              getTitleCheckboxProps: () => ({ "aria-label": text("common.table.chooseAll") }),
              columnWidth: 40,
            },
          })}
        />
      )}
      <EditTermsDialog
        open={step === "edit"}
        agreement={agreement}
        rows={picked}
        onClose={() => setStep(null)}
        onDone={done}
      />
      <ExceptDialog
        open={step === "except"}
        agreement={agreement}
        rows={picked}
        onClose={() => setStep(null)}
        onDone={done}
      />
      <AgainDialog
        open={step === "again"}
        agreement={agreement}
        rows={picked}
        onClose={() => setStep(null)}
        onDone={done}
      />
    </div>
  );
}

function inScope({ duty, term }: AgreementRow, scope: Scope): boolean {
  switch (scope) {
    case "applicable":
      return term.applicable;
    case "not":
      return !term.applicable;
    case "changed":
      return (
        term.frequency !== duty.frequency ||
        term.timePoint !== null ||
        term.submitWithin !== null ||
        term.maxSilence !== null ||
        term.reviewerOrgId !== null ||
        term.secondReview ||
        term.inapplicable === "agreed"
      );
    default:
      return true;
  }
}

function useColumns(agreement: Agreement): readonly Column<AgreementRow>[] {
  const text = useText();
  const word = useWord();
  const lang = useLang();
  const words = useTermWords(agreement);
  const label = (name: string) => text(`agreements.terms.column.${name}`);
  return [
    {
      key: "duty",
      title: label("duty"),
      main: true,
      width: 280,
      render: ({ duty, asked }) => (
        <div className="yj-duty">
          {duty.title[lang]}
          <div className="yj-duty-under">
            <ClauseLink id={duty.id} title={duty.item[lang]} />
            {duty.attribute === "enhanced" && <ToneTag tone="neutral">{text("duties.enhanced")}</ToneTag>}
            {duty.per === "site" && <ToneTag tone="neutral">{text("agreements.terms.perSite")}</ToneTag>}
            {asked.map((kind) => (
              <ToneTag key={kind} tone="warn" shape="clock">
                {text(`agreements.terms.askedFor.${kind}`)}
              </ToneTag>
            ))}
          </div>
        </div>
      ),
      text: ({ duty }) => `${duty.id} ${duty.title[lang]}`,
    },
    {
      key: "class",
      title: label("class"),
      width: 130,
      render: ({ duty }) => word("controlClass", duty.class),
      text: ({ duty }) => word("controlClass", duty.class),
    },
    {
      key: "applies",
      title: label("applies"),
      width: 110,
      render: ({ term }) => (
        <ToneTag tone={term.applicable ? "good" : "muted"} shape={term.applicable ? "check" : "dash"} plain>
          {text(`agreements.terms.${term.inapplicable ?? "applicable"}`)}
        </ToneTag>
      ),
      text: ({ term }) => text(`agreements.terms.${term.inapplicable ?? "applicable"}`),
    },
    {
      key: "frequency",
      title: label("frequency"),
      width: 110,
      render: ({ duty, term }) => (
        <>
          {word("frequency", term.frequency)}
          {term.nature && ` · ${word("realtimeNature", term.nature)}`}
          {term.frequency !== duty.frequency && (
            <div className="yj-hint">
              {text("agreements.terms.default", { frequency: word("frequency", duty.frequency) })}
            </div>
          )}
        </>
      ),
      text: ({ term }) => word("frequency", term.frequency),
    },
    {
      key: "due",
      title: label("due"),
      width: 110,
      render: ({ term }) =>
        words.due(term) ?? <span className="yj-hint">{text("agreements.terms.byDefault")}</span>,
      text: ({ term }) => words.due(term),
    },
    {
      key: "starts",
      title: label("starts"),
      width: 110,
      render: ({ term }) => <span className="yj-figure">{term.startsOn}</span>,
      text: ({ term }) => term.startsOn,
    },
    {
      key: "reviewer",
      title: label("reviewer"),
      width: 100,
      render: ({ duty, term }) => (
        <>
          {words.value(duty.id, "reviewerOrgId", term.reviewerOrgId)}
          {term.secondReview && <div className="yj-hint">{text("agreements.terms.second")}</div>}
        </>
      ),
      text: ({ duty, term }) => words.value(duty.id, "reviewerOrgId", term.reviewerOrgId),
    },
    {
      key: "parameters",
      title: label("parameters"),
      width: 70,
      align: "right",
      render: ({ duty, term }) =>
        duty.parameters.length > 0 && (
          <span className="yj-figure">{`${Object.keys(term.parameters).length} / ${duty.parameters.length}`}</span>
        ),
      text: ({ duty, term }) => `${Object.keys(term.parameters).length} / ${duty.parameters.length}`,
    },
  ];
}
