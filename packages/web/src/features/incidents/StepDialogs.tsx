import {
  askIncidentClosing,
  closeIncidentOf,
  compareIncidentReport,
  confirmIncidentOf,
  demandIncidentRectification,
  dismissIncidentOf,
  enterIncidentPhase,
  type IncidentDetail,
  listIncidents,
  mergeIncidentOf,
  reopenIncidentOf,
  writeIncidentReport,
} from "@yunjian/contract";
import {
  INCIDENT_PHASES,
  type IncidentAction,
  type IncidentPhase,
  SEVERITIES,
  type Severity,
} from "@yunjian/domain";
import { Form, Input, Radio, Select } from "antd";
import type { ComponentType } from "react";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";

export interface StepProps {
  readonly of: IncidentDetail;
  readonly onClose: () => void;
}

function based(of: IncidentDetail) {
  return { params: { id: of.id }, body: { version: of.version } };
}

function ConfirmDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(confirmIncidentOf, {
    errors: "page",
    done: "incidents.confirm.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("incidents.confirm.title")}
      confirm={text("incidents.confirm.action")}
      reason="optional"
      busy={change.busy}
      error={change.error}
      onConfirm={(note) => void change.run({ params: { id: of.id }, body: { version: of.version, note } })}
      onCancel={onClose}
    />
  );
}

/** Steps that need nothing but a reason. */
function ReasonStep({
  of,
  onClose,
  route,
  step,
}: StepProps & {
  readonly route: typeof dismissIncidentOf | typeof reopenIncidentOf;
  readonly step: "false-alarm" | "reopen";
}) {
  const text = useText();
  const change = useChange(route, { errors: "page", done: `incidents.${step}.done`, onDone: onClose });
  return (
    <ReasonModal
      open
      title={text(`incidents.${step}.title`)}
      confirm={text(`incidents.${step}.action`)}
      reason="required"
      busy={change.busy}
      error={change.error}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
      onCancel={onClose}
    />
  );
}

function DismissDialog(props: StepProps) {
  return <ReasonStep {...props} route={dismissIncidentOf} step="false-alarm" />;
}

function ReopenDialog(props: StepProps) {
  return <ReasonStep {...props} route={reopenIncidentOf} step="reopen" />;
}

function AskClosingDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(askIncidentClosing, {
    errors: "page",
    done: "incidents.ask-closing.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("incidents.ask-closing.title")}
      confirm={text("incidents.ask-closing.action")}
      reason="none"
      busy={change.busy}
      error={change.error}
      onConfirm={() => void change.run(based(of))}
      onCancel={onClose}
    >
      <p>{text("incidents.ask-closing.hint")}</p>
    </ReasonModal>
  );
}

function CloseDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(closeIncidentOf, {
    errors: "page",
    done: "incidents.close.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("incidents.close.title")}
      confirm={text("incidents.close.action")}
      reason="none"
      busy={change.busy}
      error={change.error}
      onConfirm={() => void change.run(based(of))}
      onCancel={onClose}
    >
      <p>{text("incidents.close.hint")}</p>
    </ReasonModal>
  );
}

function PhaseDialog({ of, onClose }: StepProps) {
  const text = useText();
  const at = INCIDENT_PHASES.findIndex((each) => each === of.state);
  const open = INCIDENT_PHASES.filter((_, i) => i <= at + 1 && i !== at);
  const next = open.at(-1) ?? "containment";
  return (
    <FormDialog<{ phase: IncidentPhase; text: string }, typeof enterIncidentPhase>
      open
      title={text("incidents.phase.title")}
      confirm={text("incidents.phase.to")}
      route={enterIncidentPhase}
      initial={{ phase: next, text: "" }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="incidents.phase.done"
      onClose={onClose}
    >
      <Form.Item name="phase" label={text("incidents.phase.to")}>
        <Radio.Group options={open.map((value) => ({ value, label: text(`incidents.phase.${value}`) }))} />
      </Form.Item>
      <Form.Item name="text" label={text("incidents.phase.text")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

const PARTS = ["cause", "measures", "harm", "accountability", "improvement", "lessons"] as const;
type Parts = Record<(typeof PARTS)[number], string>;

function ReportDialog({ of, onClose }: StepProps) {
  const text = useText();
  const needed = [{ required: true, whitespace: true, message: text("incidents.form.required") }];
  return (
    <FormDialog<Parts, typeof writeIncidentReport>
      open
      width={760}
      title={text("incidents.finalReport.action")}
      confirm={text("incidents.finalReport.confirm")}
      route={writeIncidentReport}
      initial={Object.fromEntries(PARTS.map((part) => [part, of.report?.[part] ?? ""])) as Parts}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="incidents.finalReport.done"
      onClose={onClose}
    >
      {PARTS.map((part) => (
        <Form.Item key={part} name={part} label={text(`incidents.finalReport.${part}`)} rules={needed}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={10_000} />
        </Form.Item>
      ))}
    </FormDialog>
  );
}

function CompareDialog({ of, onClose }: StepProps) {
  const text = useText();
  const version = of.report?.version ?? 1;
  return (
    <FormDialog<{ agrees: boolean; note: string }, typeof compareIncidentReport>
      open
      title={text("incidents.compare.title")}
      confirm={text("incidents.compare.action")}
      route={compareIncidentReport}
      initial={{ agrees: true, note: "" }}
      input={(values) => ({
        params: { id: of.id },
        body: { version: of.version, reportVersion: version, ...values },
      })}
      done="incidents.compare.done"
      onClose={onClose}
      hint={text("incidents.compare.hint", { version })}
    >
      <Form.Item name="agrees" label={text("incidents.compare.agrees")}>
        <Radio.Group
          options={[
            { value: true, label: text("incidents.compare.yes") },
            { value: false, label: text("incidents.compare.no") },
          ]}
        />
      </Form.Item>
      <Form.Item name="note" label={text("incidents.compare.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

function MergeDialog({ of, onClose }: StepProps) {
  const text = useText();
  const others = useCall(listIncidents, { query: { limit: 100 } });
  const needed = [{ required: true, message: text("incidents.form.required") }];
  return (
    <FormDialog<{ intoId: string; reason: string }, typeof mergeIncidentOf>
      open
      title={text("incidents.merge.title")}
      confirm={text("incidents.merge.action")}
      route={mergeIncidentOf}
      initial={{ reason: "" }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="incidents.merge.done"
      onClose={onClose}
    >
      <Form.Item name="intoId" label={text("incidents.merge.into")} rules={needed}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={(others.data?.items ?? [])
            .filter((each) => each.id !== of.id)
            .map((each) => ({ value: each.id, label: `${each.number} ${each.title}` }))}
        />
      </Form.Item>
      <Form.Item name="reason" label={text("incidents.merge.reason")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

interface RectifyValues {
  readonly title: string;
  readonly defect: string;
  readonly severity: Severity;
  readonly cloudId: string;
}

function RectifyDialog({ of, onClose }: StepProps) {
  const text = useText();
  const needed = [{ required: true, message: text("incidents.form.required") }];
  const [cloud] = of.clouds;
  return (
    <FormDialog<RectifyValues, typeof demandIncidentRectification>
      open
      title={text("incidents.rectify.title")}
      confirm={text("incidents.rectify.action")}
      route={demandIncidentRectification}
      initial={{ defect: of.report?.lessons ?? "", severity: "medium", ...(cloud && { cloudId: cloud.id }) }}
      input={(body) => ({ params: { id: of.id }, body })}
      done="incidents.rectify.done"
      onClose={onClose}
    >
      <Form.Item name="title" label={text("incidents.rectify.name")} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="defect" label={text("incidents.rectify.defect")} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
      <div className="yj-inc-pair">
        <Form.Item name="severity" label={text("incidents.rectify.severity")}>
          <Select options={SEVERITIES.map((value) => ({ value, label: text(`state.severity.${value}`) }))} />
        </Form.Item>
        <Form.Item name="cloudId" label={text("incidents.rectify.cloud")} rules={needed}>
          <Select options={of.clouds.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      </div>
    </FormDialog>
  );
}

export const STEP_DIALOGS: Partial<Record<IncidentAction, ComponentType<StepProps>>> = {
  confirm: ConfirmDialog,
  "false-alarm": DismissDialog,
  phase: PhaseDialog,
  report: ReportDialog,
  "ask-closing": AskClosingDialog,
  compare: CompareDialog,
  close: CloseDialog,
  reopen: ReopenDialog,
  merge: MergeDialog,
  rectify: RectifyDialog,
};
