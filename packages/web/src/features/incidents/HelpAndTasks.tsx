import {
  askIncidentHelp,
  finishIncidentTask,
  giveIncidentHelp,
  type IncidentDetail,
  setIncidentTask,
} from "@yunjian/contract";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { DueTime } from "../../ui/When.tsx";
import type { StepProps } from "./StepDialogs.tsx";

export function HelpLines({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const [dialog, setDialog] = useState<"ask" | { give: string }>();
  const close = () => setDialog(undefined);
  const ask = useChange(askIncidentHelp, { errors: "page", done: "incidents.help.asked", onDone: close });
  const give = useChange(giveIncidentHelp, { errors: "page", done: "incidents.help.given", onDone: close });
  if (of.help.length === 0 && !of.actions.includes("ask-help")) return null;
  return (
    <Section
      title={text("incidents.help.title")}
      extra={
        of.actions.includes("ask-help") && (
          <Button onClick={() => setDialog("ask")}>{text("incidents.help.ask")}</Button>
        )
      }
    >
      {of.help.length === 0 && <p className="yj-hint">{text("incidents.help.none")}</p>}
      <ul className="yj-inc-list">
        {of.help.map((each) => (
          <li key={each.id}>
            <div className="yj-inc-text">{each.text}</div>
            <div className="yj-hint">
              {each.by?.name} {formatInstant(each.askedAt)}
            </div>
            {each.answer ? (
              <div className="yj-inc-text">
                → {each.answer.text}{" "}
                <span className="yj-hint">
                  {each.answer.by?.name} {formatInstant(each.answer.at)}
                </span>
              </div>
            ) : of.actions.includes("give-help") ? (
              <Button size="small" type="primary" onClick={() => setDialog({ give: each.id })}>
                {text("incidents.help.give")}
              </Button>
            ) : (
              <ToneTag tone="wait">{text("incidents.help.waiting")}</ToneTag>
            )}
          </li>
        ))}
      </ul>
      {dialog === "ask" && (
        <ReasonModal
          open
          title={text("incidents.help.askTitle")}
          confirm={text("incidents.help.ask")}
          reason="required"
          label={text("incidents.help.text")}
          busy={ask.busy}
          error={ask.error}
          onConfirm={(words) => void ask.run({ params: { id: of.id }, body: { text: words } })}
          onCancel={close}
        />
      )}
      {typeof dialog === "object" && (
        <ReasonModal
          open
          title={text("incidents.help.giveTitle")}
          confirm={text("incidents.help.give")}
          reason="required"
          label={text("incidents.help.text")}
          busy={give.busy}
          error={give.error}
          onConfirm={(words) =>
            void give.run({ params: { id: of.id, helpId: dialog.give }, body: { text: words } })
          }
          onCancel={close}
        />
      )}
    </Section>
  );
}

export function TaskLines({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const [dialog, setDialog] = useState<"new" | IncidentDetail["tasks"][number]>();
  const close = () => setDialog(undefined);
  const finish = useChange(finishIncidentTask, {
    errors: "page",
    done: "incidents.tasks.finished",
    onDone: close,
  });
  const may = of.actions.includes("task");
  return (
    <Section
      title={text("incidents.tasks.title")}
      extra={may && <Button onClick={() => setDialog("new")}>{text("incidents.tasks.add")}</Button>}
    >
      {of.tasks.length === 0 && <p className="yj-hint">{text("incidents.tasks.none")}</p>}
      <ul className="yj-inc-list">
        {of.tasks.map((task) => (
          <li key={task.id}>
            {task.title} <span className="yj-hint">{task.owner}</span>{" "}
            {task.doneAt ? (
              <span className="yj-hint">
                {formatInstant(task.doneAt)} {task.result}
              </span>
            ) : (
              <>
                {task.dueAt && <DueTime at={task.dueAt} soonDays={0} show="left" />}
                {may && (
                  <Button size="small" type="link" onClick={() => setDialog(task)}>
                    {text("incidents.tasks.finish")}
                  </Button>
                )}
              </>
            )}{" "}
            {task.late && <ToneTag tone="bad">{text("incidents.tasks.late")}</ToneTag>}
          </li>
        ))}
      </ul>
      {dialog === "new" && <TaskDialog of={of} onClose={close} />}
      {typeof dialog === "object" && (
        <ReasonModal
          open
          title={text("incidents.tasks.finishTitle", { title: dialog.title })}
          confirm={text("incidents.tasks.finish")}
          reason="required"
          label={text("incidents.tasks.result")}
          busy={finish.busy}
          error={finish.error}
          onConfirm={(result) =>
            void finish.run({ params: { id: of.id, taskId: dialog.id }, body: { result } })
          }
          onCancel={close}
        />
      )}
    </Section>
  );
}

function TaskDialog({ of, onClose }: StepProps) {
  const text = useText();
  const needed = [{ required: true, whitespace: true, message: text("incidents.form.required") }];
  return (
    <FormDialog<{ title: string; owner: string; dueAt?: string | null }, typeof setIncidentTask>
      open
      title={text("incidents.tasks.add")}
      confirm={text("incidents.tasks.add")}
      route={setIncidentTask}
      initial={{}}
      input={({ dueAt, ...body }) => ({ params: { id: of.id }, body: { ...body, ...(dueAt && { dueAt }) } })}
      done="incidents.tasks.set"
      onClose={onClose}
    >
      <Form.Item name="title" label={text("incidents.tasks.name")} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
      <div className="yj-inc-pair">
        <Form.Item name="owner" label={text("incidents.tasks.owner")} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="dueAt" label={text("incidents.tasks.dueAt")}>
          <InstantInput />
        </Form.Item>
      </div>
    </FormDialog>
  );
}
