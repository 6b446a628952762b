import { type EmergencyRuleItem, listEmergencyRules } from "@yunjian/contract";
import { EMERGENCY_RULE_STANDINGS } from "@yunjian/domain";
import { Button, Space } from "antd";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import {
  ConfirmRuleDialog,
  DeclareDialog,
  EndRuleDialog,
  MakeRuleDialog,
} from "../../features/authorisations/RuleDialogs.tsx";
import { useScopeWords } from "../../features/authorisations/words.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import "../../features/authorisations/authorisations.css";

type Step = "confirm" | "end" | "declare";
const DIALOGS = { confirm: ConfirmRuleDialog, end: EndRuleDialog, declare: DeclareDialog } as const;

export default function RulesPage() {
  const text = useText();
  const can = useCan();
  const words = useScopeWords();
  const [params] = useSearchParams();
  const systemId = params.get("systemId");
  const [making, setMaking] = useState(false);
  const [step, setStep] = useState<{ readonly kind: Step; readonly rule: EmergencyRuleItem }>();
  const Dialog = step && DIALOGS[step.kind];
  const column = (key: string) => text(`authorisations.rules.column.${key}`);
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "standing",
        label: text("authorisations.rules.filterStanding"),
        options: EMERGENCY_RULE_STANDINGS.map((value) => ({
          value,
          label: text(`state.emergencyRule.${value}`),
        })),
      },
    ],
    [text],
  );
  const columns: Column<EmergencyRuleItem>[] = [
    {
      key: "system",
      title: column("system"),
      main: true,
      width: 180,
      render: (row) => (
        <div>
          <Link to={`/systems/${row.system.id}`}>{row.system.name}</Link>
          <div className="yj-hint">{row.customer.name}</div>
        </div>
      ),
      text: (row) => row.system.name,
    },
    {
      key: "operator",
      title: column("operator"),
      width: 130,
      render: (row) => (
        <div>
          {row.operator.name}
          <div className="yj-hint">{text(`authorisations.rules.declarers.${row.declarers}`)}</div>
        </div>
      ),
      text: (row) => row.operator.name,
    },
    {
      key: "operations",
      title: column("operations"),
      width: 270,
      render: (row) => (
        <div>
          {words.operations(row.operations)}
          <div className="yj-hint">{words.touches(row.touches)}</div>
          <div className="yj-hint">
            {text("authorisations.rules.limits", { report: row.reportWithinHours, max: row.maxHours })}
          </div>
          {row.note && <div className="yj-hint yj-auth-text">{row.note}</div>}
        </div>
      ),
      text: (row) => words.operations(row.operations),
    },
    {
      key: "standing",
      title: column("standing"),
      width: 170,
      render: (row) => (
        <div>
          <StateTag kind="emergencyRule" state={row.standing} />
          <div className="yj-hint">
            {row.confirmedBy
              ? text("authorisations.rules.confirmedBy", { name: row.confirmedBy.name })
              : text("authorisations.rules.preparedBy", { name: row.preparedBy.name })}
          </div>
          {row.endReason && <div className="yj-hint yj-auth-text">{row.endReason}</div>}
        </div>
      ),
      text: (row) => text(`state.emergencyRule.${row.standing}`),
    },
    {
      key: "validTo",
      title: column("validTo"),
      width: 150,
      render: (row) => <DueTime at={row.validTo} done={row.standing === "ended"} soonDays={30} />,
      text: (row) => formatInstant(row.validTo),
    },
    {
      key: "act",
      title: column("act"),
      width: 130,
      render: (row) => (
        <Space size={4} wrap>
          {row.actions.map((kind) => (
            <Button
              key={kind}
              size="small"
              type={kind === "end" ? "default" : "primary"}
              danger={kind === "declare"}
              onClick={() => setStep({ kind, rule: row })}
            >
              {text(`authorisations.rules.${kind}`)}
            </Button>
          ))}
        </Space>
      ),
      text: () => null,
    },
  ];
  return (
    <>
      <PageHeader
        title={text("authorisations.rules.title")}
        hint={text("authorisations.rules.hint")}
        actions={
          can("authorisation.prepare") && (
            <Button type="primary" onClick={() => setMaking(true)}>
              {text("authorisations.rules.make")}
            </Button>
          )
        }
      />
      <DataTable
        id="emergency-rules"
        title={text("authorisations.rules.title")}
        route={listEmergencyRules}
        {...(systemId && { input: { query: { systemId } } })}
        columns={columns}
        rowKey={(row) => row.id}
        filters={filters}
        empty={{ title: text("authorisations.rules.empty"), hint: text("authorisations.rules.emptyHint") }}
      />
      {making && <MakeRuleDialog systemId={systemId} onClose={() => setMaking(false)} />}
      {Dialog && <Dialog rule={step.rule} onClose={() => setStep(undefined)} />}
    </>
  );
}
