import {
  type AuthorisationDetail,
  confirmAuthorisationOf,
  grantAuthorisationOf,
  listResources,
  recallAuthorisationOf,
  refuseAuthorisationOf,
  reviewEmergencyOf,
  withdrawAuthorisationOf,
} from "@yunjian/contract";
import type { OperationKind, Touch } from "@yunjian/domain";
import { Form, Input, Radio } from "antd";
import { useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger, ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { OperationChecks, PeopleSelect, ResourceSelect, TouchChecks } from "./ScopeFields.tsx";

export interface StepProps {
  readonly of: AuthorisationDetail;
  readonly onClose: () => void;
}

interface GrantValues {
  readonly operations: OperationKind[];
  readonly touches: Touch[];
  readonly resourceIds: string[];
  readonly operators: string[];
  readonly fromAt: string;
  readonly toAt: string;
  readonly conditions: string;
  readonly note: string;
}

/** Everything is filled in as it was asked: agreeing is one more click, narrowing is taking away. */
export function GrantDialog({ of, onClose }: StepProps) {
  const text = useText();
  const whole = of.asked.resources.length === 0;
  const now = currentTime().toISOString();
  const resources = useCall(
    listResources,
    whole ? { params: { id: of.system.id }, query: { ended: "running", limit: 100 } } : null,
  );
  const needed = [{ required: true, message: text("authorisations.required") }];
  return (
    <FormDialog<GrantValues, typeof grantAuthorisationOf>
      open
      width={680}
      title={text("authorisations.grant.title")}
      confirm={text(of.twoPerson ? "authorisations.grant.prepare" : "authorisations.grant.confirm")}
      route={grantAuthorisationOf}
      initial={{
        operations: [...of.asked.operations],
        touches: [...of.asked.touches],
        resourceIds: of.asked.resources.map((each) => each.id),
        operators: [...of.asked.operators],
        // What was to begin already begins now at the earliest.
        fromAt: of.asked.fromAt > now ? of.asked.fromAt : now,
        toAt: of.asked.toAt,
        conditions: "",
        note: "",
      }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="authorisations.grant.done"
      onClose={onClose}
      hint={
        <>
          {text("authorisations.grant.hint")}
          {of.twoPerson && ` ${text("authorisations.grant.hintTwo")}`}
        </>
      }
    >
      <OperationChecks options={of.asked.operations} />
      <TouchChecks options={of.asked.touches} label={text("authorisations.scope.touches")} />
      <ResourceSelect
        label={text("authorisations.scope.resources")}
        options={whole ? (resources.data?.items ?? []) : of.asked.resources}
        required={!whole}
      />
      {of.asked.operators.length > 0 && (
        <PeopleSelect
          label={text("authorisations.scope.operators")}
          options={of.asked.operators}
          free={false}
        />
      )}
      <div className="yj-auth-pair">
        <Form.Item name="fromAt" label={text("authorisations.form.from")} rules={needed}>
          <InstantInput />
        </Form.Item>
        <Form.Item name="toAt" label={text("authorisations.form.to")} rules={needed}>
          <InstantInput />
        </Form.Item>
      </div>
      <Form.Item name="conditions" label={text("authorisations.grant.conditions")}>
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2000}
          placeholder={text("authorisations.grant.conditionsPlaceholder")}
        />
      </Form.Item>
      <Form.Item name="note" label={text("authorisations.grant.note")}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}

export function ConfirmDialog({ of, onClose }: StepProps) {
  const text = useText();
  return (
    <FormDialog<{ agree: boolean; note: string }, typeof confirmAuthorisationOf>
      open
      title={text("authorisations.confirmStep.title")}
      confirm={text("authorisations.confirmStep.action")}
      route={confirmAuthorisationOf}
      initial={{ note: "" }}
      input={({ agree, note }) => ({ params: { id: of.id }, body: { version: of.version, agree, note } })}
      done="authorisations.confirmStep.done"
      onClose={onClose}
    >
      <Form.Item
        name="agree"
        label={text("authorisations.confirmStep.outcome")}
        rules={[{ required: true, message: text("authorisations.required") }]}
      >
        <Radio.Group
          options={[
            { value: true, label: text("authorisations.confirmStep.agree") },
            { value: false, label: text("authorisations.confirmStep.back") },
          ]}
        />
      </Form.Item>
      <NoteField needed="agree" label={text("authorisations.confirmStep.note")} />
    </FormDialog>
  );
}

/** A note that has to be there where the answer above it is no. */
function NoteField({ needed, label }: { readonly needed: string; readonly label: string }) {
  const text = useText();
  return (
    <Form.Item
      name="note"
      label={label}
      dependencies={[needed]}
      rules={[
        ({ getFieldValue }) => ({
          required: getFieldValue(needed) === false,
          whitespace: getFieldValue(needed) === false,
          message: text("authorisations.required"),
        }),
      ]}
    >
      <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
    </Form.Item>
  );
}

export function ReviewDialog({ of, onClose }: StepProps) {
  const text = useText();
  return (
    <FormDialog<{ accepted: boolean; note: string }, typeof reviewEmergencyOf>
      open
      title={text("authorisations.review.title")}
      confirm={text("authorisations.review.action")}
      route={reviewEmergencyOf}
      initial={{ note: "" }}
      input={({ accepted, note }) => ({
        params: { id: of.id },
        body: { version: of.version, accepted, note },
      })}
      done="authorisations.review.done"
      onClose={onClose}
      hint={text("authorisations.review.hint")}
    >
      <Form.Item
        name="accepted"
        label={text("authorisations.review.outcome")}
        rules={[{ required: true, message: text("authorisations.required") }]}
      >
        <Radio.Group
          options={[
            { value: true, label: text("authorisations.review.accepted") },
            { value: false, label: text("authorisations.review.objected") },
          ]}
        />
      </Form.Item>
      <NoteField needed="accepted" label={text("authorisations.review.note")} />
    </FormDialog>
  );
}

export function RefuseDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(refuseAuthorisationOf, {
    errors: "page",
    done: "authorisations.refuse.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("authorisations.refuse.title")}
      label={text("authorisations.refuse.label")}
      confirm={text("authorisations.refuse.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(note) => void change.run({ params: { id: of.id }, body: { version: of.version, note } })}
    />
  );
}

export function RecallDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(recallAuthorisationOf, {
    errors: "page",
    done: "authorisations.recall.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      reason="optional"
      title={text("authorisations.recall.title")}
      confirm={text("authorisations.recall.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
    />
  );
}

export function WithdrawDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(withdrawAuthorisationOf, {
    errors: "page",
    done: "authorisations.withdraw.done",
    onDone: onClose,
  });
  return (
    <ConfirmDanger
      open
      title={text("authorisations.withdraw.title")}
      what={text("authorisations.withdraw.what")}
      whom={of.asker.name}
      undo={text("authorisations.withdraw.undo")}
      confirm={text("authorisations.withdraw.action")}
      reason="required"
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
    />
  );
}
