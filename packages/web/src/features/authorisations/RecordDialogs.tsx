import {
  answerQuestionOf,
  finishAuthorisationOf,
  listResources,
  questionOperationOf,
  recordOperationOf,
} from "@yunjian/contract";
import { OPERATION_RESULTS, type OperationKind, type OperationResult, type Touch } from "@yunjian/domain";
import { Form, Input, Select } from "antd";
import { useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import type { StepProps } from "./DecisionDialogs.tsx";
import { FilesField } from "./FilesField.tsx";
import { PeopleSelect, ResourceSelect, TouchChecks } from "./ScopeFields.tsx";

interface RecordValues {
  readonly operation: OperationKind;
  readonly touches: Touch[];
  readonly resourceIds: string[];
  readonly operators: string[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly result: OperationResult;
  readonly text: string;
  readonly reference: string;
}

const DAY_MS = 86_400_000;

export function RecordDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  const scope = of.granted ?? of.asked;
  const whole = scope.resources.length === 0;
  const resources = useCall(
    listResources,
    whole ? { params: { id: of.system.id }, query: { ended: "running", limit: 100 } } : null,
  );
  const now = currentTime();
  const ended = of.endsAt !== null && now.getTime() > Date.parse(of.endsAt);
  const needed = [{ required: true, message: text("authorisations.required") }];
  const latest = ended && of.endsAt ? of.endsAt : now.toISOString();
  return (
    <FormDialog<RecordValues, typeof recordOperationOf>
      open
      width={680}
      title={text("authorisations.record.title")}
      confirm={text("authorisations.record.action")}
      route={recordOperationOf}
      initial={{
        ...(scope.operations.length === 1 && scope.operations[0] && { operation: scope.operations[0] }),
        touches: scope.touches.length === 1 ? [...scope.touches] : [],
        resourceIds: scope.resources.length === 1 ? scope.resources.map((each) => each.id) : [],
        operators: scope.operators.length === 1 ? [...scope.operators] : [],
        // Of a grant that runs for weeks nobody can guess when the work began.
        ...(Date.parse(latest) - Date.parse(scope.fromAt) < DAY_MS && {
          startedAt: scope.fromAt < latest ? scope.fromAt : latest,
        }),
        endedAt: latest,
        result: "done",
        text: "",
        reference: "",
      }}
      input={(values) => ({
        params: { id: of.id },
        body: { ...values, fileIds: [...uploads.fileIds] },
      })}
      done="authorisations.record.done"
      onClose={onClose}
      hint={
        ended && of.recordDueAt
          ? text("authorisations.record.hintLate", { until: formatInstant(of.recordDueAt) })
          : text("authorisations.record.hint", {
              from: formatInstant(scope.fromAt),
              to: formatInstant(of.endsAt ?? scope.toAt),
            })
      }
    >
      <div className="yj-auth-pair">
        <Form.Item name="operation" label={text("authorisations.record.operation")} rules={needed}>
          <Select
            options={scope.operations.map((value) => ({
              value,
              label: text(`authorisations.operation.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="result" label={text("authorisations.record.result")} rules={needed}>
          <Select
            options={OPERATION_RESULTS.map((value) => ({
              value,
              label: text(`state.operationResult.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="startedAt" label={text("authorisations.record.startedAt")} rules={needed}>
          <InstantInput />
        </Form.Item>
        <Form.Item name="endedAt" label={text("authorisations.record.endedAt")} rules={needed}>
          <InstantInput />
        </Form.Item>
      </div>
      <PeopleSelect
        label={text("authorisations.record.operators")}
        options={scope.operators}
        free={scope.operators.length === 0}
      />
      <TouchChecks options={scope.touches} label={text("authorisations.record.touches")} />
      <ResourceSelect
        label={text("authorisations.record.resources")}
        options={whole ? (resources.data?.items ?? []) : scope.resources}
        required={!whole}
      />
      <Form.Item
        name="text"
        label={text("authorisations.record.text")}
        rules={[{ required: true, whitespace: true, message: text("authorisations.required") }]}
      >
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 12 }}
          maxLength={4000}
          showCount
          placeholder={text("authorisations.record.textPlaceholder")}
        />
      </Form.Item>
      <Form.Item
        name="reference"
        label={text("authorisations.record.reference")}
        extra={text("authorisations.record.referenceHint")}
      >
        <Input maxLength={60} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function FinishDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(finishAuthorisationOf, {
    errors: "page",
    done: "authorisations.finish.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      reason="optional"
      label={text("authorisations.finish.note")}
      title={text("authorisations.finish.title")}
      confirm={text("authorisations.finish.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(note) => void change.run({ params: { id: of.id }, body: { version: of.version, note } })}
    >
      <p>
        {of.recorded > 0
          ? text("authorisations.finish.what", { count: of.recorded })
          : text("authorisations.finish.whatNothing")}
      </p>
    </ReasonModal>
  );
}

export function QuestionDialog({
  id,
  operationId,
  onClose,
}: {
  readonly id: string;
  readonly operationId: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(questionOperationOf, {
    errors: "page",
    done: "authorisations.question.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("authorisations.question.title")}
      label={text("authorisations.question.label")}
      confirm={text("authorisations.question.confirm")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(words) => void change.run({ params: { id }, body: { operationId, text: words } })}
    />
  );
}

export function AnswerDialog({
  id,
  question,
  onClose,
}: {
  readonly id: string;
  readonly question: { readonly id: string; readonly text: string };
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(answerQuestionOf, {
    errors: "page",
    done: "authorisations.answer.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("authorisations.answer.title")}
      label={text("authorisations.answer.label")}
      confirm={text("authorisations.answer.confirm")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(words) =>
        void change.run({ params: { id }, body: { questionId: question.id, text: words } })
      }
    >
      <p className="yj-auth-text yj-hint">{question.text}</p>
    </ReasonModal>
  );
}
