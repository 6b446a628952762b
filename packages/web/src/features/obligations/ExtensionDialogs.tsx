import { askExtension, decideExtension, type listExtensions, withdrawExtension } from "@yunjian/contract";
import { addDays, dateOf, type ExtensionTarget } from "@yunjian/domain";
import { Form, Input, Radio } from "antd";
import { type RowOf, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { DateInput } from "../../ui/DateInput.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { DueTime } from "../../ui/When.tsx";

import "./obligations.css";

export type ExtensionRow = RowOf<typeof listExtensions>;

/** The party asks for more time; for periods and rectifications alike. */
export function AskExtensionDialog({
  open,
  target,
  targetId,
  dueAt,
  onClose,
}: {
  readonly open: boolean;
  readonly target: ExtensionTarget;
  readonly targetId: string;
  readonly dueAt: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const label = (name: string) => text(`extensions.ask.${name}`);
  return (
    <FormDialog<{ until: string; reason: string }, typeof askExtension>
      open={open}
      title={label("title")}
      confirm={label("confirm")}
      route={askExtension}
      initial={{ reason: "" }}
      input={({ until, reason }) => ({ body: { target, targetId, until, reason } })}
      done="extensions.ask.done"
      onClose={onClose}
      hint={label("hint")}
    >
      <div className="yj-dialog-facts">
        <Facts items={[{ label: label("current"), value: <DueTime at={dueAt} /> }]} />
      </div>
      <Form.Item name="until" label={label("until")} rules={[{ required: true, message: label("until") }]}>
        <DateInput earliest={addDays(dateOf(new Date(dueAt)), 1)} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={label("reason")}
        rules={[{ required: true, whitespace: true, message: text("common.reasonMissing") }]}
      >
        <Input.TextArea autoSize={{ minRows: 3 }} maxLength={1000} showCount />
      </Form.Item>
    </FormDialog>
  );
}

interface Decision {
  readonly grant: boolean;
  readonly until: string;
  readonly note: string;
}

/** A lead of the supervisor grants all, less, or nothing. */
export function DecideExtensionDialog({
  extension,
  onClose,
}: {
  readonly extension: ExtensionRow | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const label = (name: string) => text(`extensions.decide.${name}`);
  if (extension === null) return null;
  return (
    <FormDialog<Decision, typeof decideExtension>
      open
      title={`${label("title")} ${extension.number}`}
      confirm={label("confirm")}
      route={decideExtension}
      initial={{ grant: true, until: dateOf(new Date(extension.untilAt)), note: "" }}
      input={({ grant, until, note }) => ({
        params: { id: extension.id },
        body: { version: extension.version, grant, until: grant ? until : null, note },
      })}
      done="extensions.decide.done"
      onClose={onClose}
    >
      <ExtensionFacts extension={extension} />
      <Form.Item name="grant" label={label("decision")}>
        <Radio.Group
          options={[
            { value: true, label: label("grant") },
            { value: false, label: label("refuse") },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["grant"]}>
        {({ getFieldValue }) =>
          getFieldValue("grant") ? (
            <Form.Item
              name="until"
              label={label("until")}
              extra={label("untilHint")}
              rules={[{ required: true, message: label("until") }]}
            >
              <DateInput earliest={addDays(dateOf(new Date(extension.dueAt)), 1)} />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <Form.Item
        name="note"
        label={label("note")}
        dependencies={["grant"]}
        rules={[
          ({ getFieldValue }) => ({
            required: !getFieldValue("grant"),
            whitespace: !getFieldValue("grant"),
            message: label("noteRequired"),
          }),
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

function ExtensionFacts({ extension }: { readonly extension: ExtensionRow }) {
  const text = useText();
  const label = (name: string) => text(`extensions.column.${name}`);
  return (
    <div className="yj-dialog-facts">
      <Facts
        items={[
          { label: label("asked"), value: `${extension.askedOrg.name} ${extension.askedBy}` },
          { label: label("due"), value: <DueTime at={extension.dueAt} show="date" /> },
          { label: label("until"), value: <DueTime at={extension.untilAt} show="date" /> },
          { label: label("reason"), value: extension.reason, wide: true },
        ]}
      />
    </div>
  );
}

export function WithdrawExtensionDialog({
  extension,
  onClose,
}: {
  readonly extension: ExtensionRow | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const change = useChange(withdrawExtension, {
    errors: "page",
    done: "extensions.withdraw.done",
    onDone: onClose,
  });
  if (extension === null) return null;
  return (
    <ConfirmDanger
      open
      title={text("extensions.withdraw.title")}
      what={text("extensions.withdraw.what")}
      undo={text("extensions.withdraw.undo")}
      confirm={text("extensions.withdraw.action")}
      busy={change.busy}
      error={change.error}
      onCancel={onClose}
      onConfirm={() =>
        void change.run({ params: { id: extension.id }, body: { version: extension.version } })
      }
    />
  );
}
