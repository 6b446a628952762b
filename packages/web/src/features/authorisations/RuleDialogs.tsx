import {
  confirmEmergencyRuleOf,
  declareEmergencyOf,
  type EmergencyRuleItem,
  endEmergencyRuleOf,
  listOperators,
  listSystems,
  makeEmergencyRuleOf,
} from "@yunjian/contract";
import {
  addMonths,
  dateOf,
  EMERGENCY_DECLARERS,
  EMERGENCY_LIMITS,
  type EmergencyDeclarer,
  endOfDay,
  OPERATION_KINDS,
  type OperationKind,
  TOUCHES,
  type Touch,
} from "@yunjian/domain";
import { Form, Input, InputNumber, Radio, Select } from "antd";
import { useNavigate } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { DateInput } from "../../ui/DateInput.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { OperationChecks, PeopleSelect, TouchChecks } from "./ScopeFields.tsx";
import { useScopeWords } from "./words.ts";

interface RuleValues {
  readonly systemId: string;
  readonly operatorOrgId: string;
  readonly operations: OperationKind[];
  readonly touches: Touch[];
  readonly declarers: EmergencyDeclarer;
  readonly reportWithinHours: number;
  readonly maxHours: number;
  readonly validOn: string;
  readonly note: string;
}

export function MakeRuleDialog({
  systemId,
  onClose,
}: {
  readonly systemId: string | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const me = useMe();
  const systems = useCall(listSystems, {
    query: { orgId: me.organisation.id, ended: "running", limit: 200 },
  });
  const needed = [{ required: true, message: text("authorisations.required") }];
  const today = dateOf(currentTime());
  return (
    <FormDialog<RuleValues, typeof makeEmergencyRuleOf>
      open
      width={680}
      title={text("authorisations.rules.form.title")}
      confirm={text("authorisations.rules.form.submit")}
      route={makeEmergencyRuleOf}
      initial={{
        ...(systemId && { systemId }),
        declarers: "anyone",
        reportWithinHours: 2,
        maxHours: 8,
        validOn: addMonths(today, 6),
        note: "",
      }}
      input={({ validOn, ...values }) => ({
        body: { ...values, validTo: endOfDay(validOn).toISOString() },
      })}
      rename={{ "/validTo": "validOn" }}
      done="authorisations.rules.form.done"
      onClose={onClose}
      hint={text("authorisations.rules.form.hint")}
    >
      <Form.Item name="systemId" label={text("authorisations.form.system")} rules={needed}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={(systems.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["systemId"]}>
        {({ getFieldValue }) => <OperatorField systemId={getFieldValue("systemId") as string | undefined} />}
      </Form.Item>
      <OperationChecks options={OPERATION_KINDS.filter((kind) => kind !== "dispose")} />
      <TouchChecks options={TOUCHES} label={text("authorisations.form.touches")} />
      <Form.Item name="declarers" label={text("authorisations.rules.form.declarers")} rules={needed}>
        <Radio.Group
          options={EMERGENCY_DECLARERS.map((value) => ({
            value,
            label: text(`authorisations.rules.declarers.${value}`),
          }))}
        />
      </Form.Item>
      <div className="yj-auth-pair">
        <Form.Item name="reportWithinHours" label={text("authorisations.rules.form.report")} rules={needed}>
          <InputNumber min={1} max={EMERGENCY_LIMITS.reportHours} precision={0} />
        </Form.Item>
        <Form.Item name="maxHours" label={text("authorisations.rules.form.max")} rules={needed}>
          <InputNumber min={1} max={EMERGENCY_LIMITS.maxHours} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="validOn" label={text("authorisations.rules.form.validTo")} rules={needed}>
        <DateInput earliest={today} />
      </Form.Item>
      <Form.Item name="note" label={text("authorisations.rules.form.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}

function OperatorField({ systemId }: { readonly systemId: string | undefined }) {
  const text = useText();
  const found = useCall(listOperators, systemId ? { query: { systemId } } : null);
  const none = found.data?.items.length === 0;
  return (
    <Form.Item
      name="operatorOrgId"
      label={text("authorisations.rules.form.operator")}
      rules={[{ required: true, message: text("authorisations.required") }]}
      {...(none && { extra: text("authorisations.rules.form.operatorNone") })}
    >
      <Select
        loading={found.isFetching}
        disabled={!systemId}
        options={(found.data?.items ?? []).map(({ id, name, role }) => ({
          value: id,
          label: `${name} (${text(`authorisations.role.${role}`)})`,
        }))}
      />
    </Form.Item>
  );
}

interface DeclareValues {
  readonly title: string;
  readonly reason: string;
  readonly operations: OperationKind[];
  readonly touches: Touch[];
  readonly operators: string[];
  readonly startedAt: string;
}

export function DeclareDialog({
  rule,
  onClose,
}: {
  readonly rule: EmergencyRuleItem;
  readonly onClose: () => void;
}) {
  const text = useText();
  const me = useMe();
  const navigate = useNavigate();
  const needed = [{ required: true, whitespace: true, message: text("authorisations.required") }];
  return (
    <FormDialog<DeclareValues, typeof declareEmergencyOf>
      open
      width={640}
      danger
      title={text("authorisations.declare.title")}
      confirm={text("authorisations.declare.confirm")}
      route={declareEmergencyOf}
      initial={{
        operations: rule.operations.length === 1 ? [...rule.operations] : [],
        touches: rule.touches.length === 1 ? [...rule.touches] : [],
        operators: [me.person.name],
        startedAt: currentTime().toISOString(),
      }}
      input={(values) => ({ body: { ruleId: rule.id, ...values } })}
      done="authorisations.declare.done"
      onClose={onClose}
      onDone={({ id }) => void navigate(`/authorisations/${id}`)}
      hint={text("authorisations.declare.hint", { hours: rule.reportWithinHours })}
    >
      <Form.Item name="title" label={text("authorisations.declare.title2")} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="reason" label={text("authorisations.declare.reason")} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
      </Form.Item>
      <OperationChecks options={rule.operations} />
      <TouchChecks options={rule.touches} label={text("authorisations.form.touches")} />
      <div className="yj-auth-pair">
        <PeopleSelect free label={text("authorisations.declare.operators")} options={[me.person.name]} />
        <Form.Item
          name="startedAt"
          label={text("authorisations.declare.startedAt")}
          rules={[{ required: true, message: text("authorisations.required") }]}
        >
          <InstantInput />
        </Form.Item>
      </div>
    </FormDialog>
  );
}

export function ConfirmRuleDialog({
  rule,
  onClose,
}: {
  readonly rule: EmergencyRuleItem;
  readonly onClose: () => void;
}) {
  const text = useText();
  const words = useScopeWords();
  const change = useChange(confirmEmergencyRuleOf, {
    errors: "page",
    done: "authorisations.rules.confirmed",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      reason="none"
      title={text("authorisations.rules.confirmTitle")}
      confirm={text("authorisations.rules.confirm")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={() => void change.run({ params: { id: rule.id }, body: { version: rule.version } })}
    >
      <p>
        {text("authorisations.rules.confirmWhat", {
          operator: rule.operator.name,
          system: rule.system.name,
          operations: words.operations(rule.operations),
        })}
      </p>
      <p className="yj-hint">
        {text("authorisations.rules.limits", { report: rule.reportWithinHours, max: rule.maxHours })}
      </p>
    </ReasonModal>
  );
}

export function EndRuleDialog({
  rule,
  onClose,
}: {
  readonly rule: EmergencyRuleItem;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(endEmergencyRuleOf, {
    errors: "page",
    done: "authorisations.rules.ended",
    onDone: onClose,
  });
  return (
    <ConfirmDanger
      open
      title={text("authorisations.rules.endTitle")}
      what={text("authorisations.rules.endWhat", { operator: rule.operator.name })}
      whom={rule.operator.name}
      undo={text("authorisations.rules.endUndo")}
      confirm={text("authorisations.rules.end")}
      reason="required"
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: rule.id }, body: { version: rule.version, reason } })
      }
    />
  );
}
