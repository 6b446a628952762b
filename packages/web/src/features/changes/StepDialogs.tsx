import {
  adviseChangeOf,
  announceChangeOf,
  answerChangeQuestion,
  assessChangeOf,
  type ChangeDetail,
  compareChangeOf,
  dismissChangeOf,
  implementChangeOf,
  rescheduleChangeOf,
  withdrawChangeOf,
} from "@yunjian/contract";
import {
  CHANGE_COMPARISONS,
  CHANGE_OPINIONS,
  type ChangeComparison,
  type ChangeOpinion,
  type ChangeResult,
} from "@yunjian/domain";
import { Form, Input, Radio } from "antd";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { DoneFields } from "./DoneFields.tsx";
import { FilesField } from "./Parts.tsx";
import { type Explained, PlanFields } from "./PlanFields.tsx";

export interface StepProps {
  readonly of: ChangeDetail;
  readonly onClose: () => void;
}

const AREA = { minRows: 3, maxRows: 10 } as const;

export function AnnounceDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  return (
    <FormDialog<{ shortReason: string }, typeof announceChangeOf>
      open
      title={text("changes.announce.title")}
      confirm={text("changes.announce.action")}
      route={announceChangeOf}
      initial={{ shortReason: "" }}
      input={({ shortReason }) => ({
        params: { id: of.id },
        body: { version: of.version, shortReason, fileIds: [...uploads.fileIds] },
      })}
      done="changes.announce.done"
      onClose={onClose}
      hint={text("changes.announce.hint")}
    >
      <Form.Item name="shortReason" label={text("changes.announce.shortReason")}>
        <Input.TextArea autoSize={AREA} maxLength={2000} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

interface Times {
  readonly plannedFrom: string;
  readonly plannedTo: string;
  readonly shortReason: string;
  readonly reason: string;
}

export function RescheduleDialog({ of, onClose }: StepProps) {
  const text = useText();
  const needed = [{ required: true, message: text("changes.required") }];
  return (
    <FormDialog<Times, typeof rescheduleChangeOf>
      open
      title={text("changes.reschedule.title")}
      confirm={text("changes.reschedule.action")}
      route={rescheduleChangeOf}
      initial={{
        ...(of.plannedFrom && { plannedFrom: of.plannedFrom }),
        ...(of.plannedTo && { plannedTo: of.plannedTo }),
        shortReason: "",
        reason: "",
      }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="changes.reschedule.done"
      onClose={onClose}
      hint={text("changes.reschedule.hint")}
    >
      <div className="yj-change-pair">
        <Form.Item name="plannedFrom" label={text("changes.form.from")} rules={needed}>
          <InstantInput />
        </Form.Item>
        <Form.Item name="plannedTo" label={text("changes.form.to")} rules={needed}>
          <InstantInput />
        </Form.Item>
      </div>
      <Form.Item name="reason" label={text("changes.reschedule.reason")} rules={needed}>
        <Input.TextArea autoSize={AREA} maxLength={2000} />
      </Form.Item>
      <Form.Item name="shortReason" label={text("changes.announce.shortReason")}>
        <Input.TextArea autoSize={AREA} maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}

export function WithdrawDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(withdrawChangeOf, {
    errors: "page",
    done: "changes.withdraw.done",
    onDone: onClose,
  });
  const draft = of.state === "draft";
  return (
    <ReasonModal
      open
      {...(draft && { reason: "optional" as const })}
      title={text("changes.withdraw.title")}
      label={text("changes.withdraw.label")}
      confirm={text(draft ? "changes.withdraw.draft" : "changes.withdraw.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
    />
  );
}

export function DismissDialog({ of, onClose }: StepProps) {
  const text = useText();
  const change = useChange(dismissChangeOf, {
    errors: "page",
    done: "changes.dismiss.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("changes.dismiss.title")}
      label={text("changes.dismiss.label")}
      confirm={text("changes.dismiss.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, reason } })
      }
    />
  );
}

interface Report {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly result: ChangeResult;
  readonly deviations?: string;
  readonly audit: string;
}

/** What was done; of a change that somebody else found also what it was and whom it reaches. */
export function ImplementDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  const found = of.state === "found";
  return (
    <FormDialog<Report & Explained, typeof implementChangeOf>
      open
      width={720}
      title={text("changes.implement.title")}
      confirm={text(found ? "changes.implement.explain" : "changes.implement.action")}
      route={implementChangeOf}
      initial={{
        result: "as-approved",
        ...(of.plannedFrom && { startedAt: of.plannedFrom }),
        ...(of.plannedTo && { endedAt: of.plannedTo }),
        ...(found && { reach: "all" as const, systemIds: [], dutyIds: [] }),
      }}
      rename={Object.fromEntries(
        ["what", "why", "place", "reach", "systemIds", "plain", "dutyIds"].map((key) => [
          `/explained/${key}`,
          key,
        ]),
      )}
      input={({ startedAt, endedAt, result, deviations, audit, ...explained }) => ({
        params: { id: of.id },
        body: {
          version: of.version,
          startedAt,
          endedAt,
          result,
          deviations: deviations ?? "",
          audit,
          fileIds: [...uploads.fileIds],
          ...(found && {
            explained: {
              what: explained.what,
              why: explained.why,
              place: explained.place ?? "",
              reach: explained.reach,
              systemIds: explained.systemIds ?? [],
              plain: explained.plain,
              dutyIds: explained.dutyIds ?? [],
            },
          }),
        },
      })}
      done="changes.implement.done"
      onClose={onClose}
      hint={text("changes.implement.hint")}
    >
      {found && <PlanFields kind={of.kind} cloudIds={of.clouds.map(({ id }) => id)} />}
      <DoneFields />
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function AssessDialog({ of, onClose }: StepProps) {
  const text = useText();
  const uploads = useUploads();
  const needed = [{ required: true, whitespace: true, message: text("changes.required") }];
  return (
    <FormDialog<{ assessor: string; summary: string }, typeof assessChangeOf>
      open
      title={text("changes.assess.title")}
      confirm={text("changes.assess.action")}
      route={assessChangeOf}
      initial={{ assessor: of.assessor, summary: of.assessment }}
      rename={{ "/fileIds": "files" }}
      input={(values) => ({
        params: { id: of.id },
        body: { version: of.version, ...values, fileIds: [...uploads.fileIds] },
      })}
      done="changes.assess.done"
      onClose={onClose}
      hint={text("changes.assess.hint")}
    >
      <Form.Item name="assessor" label={text("changes.assess.assessor")} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="summary" label={text("changes.assess.summary")} rules={needed}>
        <Input.TextArea autoSize={AREA} maxLength={4000} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}

export function AdviseDialog({ of, onClose }: StepProps) {
  const text = useText();
  return (
    <FormDialog<{ opinion: ChangeOpinion; note: string }, typeof adviseChangeOf>
      open
      title={text("changes.advise.title")}
      confirm={text("changes.advise.action")}
      route={adviseChangeOf}
      initial={{ note: "" }}
      input={(values) => ({
        params: { id: of.id },
        body: { version: of.version, analysisVersion: of.analysisVersion, ...values },
      })}
      done="changes.advise.done"
      onClose={onClose}
      hint={text("changes.advise.hint", { n: of.analysisVersion })}
    >
      <Form.Item
        name="opinion"
        label={text("changes.advise.opinion")}
        rules={[{ required: true, message: text("changes.required") }]}
      >
        <Radio.Group
          vertical
          options={CHANGE_OPINIONS.map((value) => ({ value, label: text(`changes.opinion.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="note" label={text("changes.advise.note")}>
        <Input.TextArea autoSize={AREA} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

export function CompareDialog({ of, onClose }: StepProps) {
  const text = useText();
  return (
    <FormDialog<{ outcome: ChangeComparison; note: string }, typeof compareChangeOf>
      open
      title={text("changes.compare.title")}
      confirm={text("changes.compare.action")}
      route={compareChangeOf}
      initial={{ note: "" }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values } })}
      done="changes.compare.done"
      onClose={onClose}
    >
      <Form.Item
        name="outcome"
        label={text("changes.compare.outcome")}
        rules={[{ required: true, message: text("changes.required") }]}
      >
        <Radio.Group
          vertical
          options={CHANGE_COMPARISONS.map((value) => ({
            value,
            label: text(`changes.compare.outcomes.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="note" label={text("changes.compare.note")}>
        <Input.TextArea autoSize={AREA} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

export function AnswerDialog({
  id,
  questionId,
  onClose,
}: {
  readonly id: string;
  readonly questionId: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(answerChangeQuestion, {
    errors: "page",
    done: "changes.answer.done",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("changes.answer.title")}
      label={text("changes.answer.label")}
      confirm={text("changes.answer.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={(words) => void change.run({ params: { id }, body: { questionId, text: words } })}
    />
  );
}
