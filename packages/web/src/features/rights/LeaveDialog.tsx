import { endPerson, getHoldings, type PersonItem } from "@yunjian/contract";
import { Alert, Form, Input, Select } from "antd";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { Facts } from "../../ui/Facts.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import "./rights.css";

const COUNTS = ["drafts", "reviews", "rectifications", "keys", "privileges"] as const;

interface Values {
  readonly reason: string;
  readonly handTo: string | null;
}

/** A person leaves in one step: what is open is shown first, and goes to the colleague who is named. */
export function LeaveDialog({
  person,
  onClose,
}: {
  readonly person: PersonItem;
  readonly onClose: () => void;
}) {
  const text = useText();
  const word = useWord();
  const { id, name, version, organisation } = person;
  const query = useCall(getHoldings, { params: { id } });
  const say = (key: string) => text(`people.end.${key}`, { name, organisation: organisation.name });
  return (
    <FormDialog<Values, typeof endPerson>
      open
      danger
      width={620}
      title={say("title")}
      confirm={say("button")}
      route={endPerson}
      initial={{ reason: "", handTo: null }}
      input={({ reason, handTo }) => ({ params: { id }, body: { version, reason, handTo: handTo ?? null } })}
      done="people.end.done"
      onClose={onClose}
    >
      <p>{say("what")}</p>
      <Loaded query={query} rows={3}>
        {(held) => (
          <>
            <div className="yj-holdings">
              <Facts items={COUNTS.map((key) => ({ label: say(`holds.${key}`), value: held[key] }))} />
            </div>
            {held.lastOf.length > 0 && (
              <Alert
                className="yj-note"
                type="warning"
                showIcon
                title={text("people.end.lastOf", {
                  posts: held.lastOf.map((post) => word("post", post)).join(text("shell.listComma")),
                })}
              />
            )}
            <Form.Item
              name="handTo"
              label={say("handTo")}
              extra={say("handToHelp")}
              rules={held.lastOf.length > 0 ? [{ required: true, message: say("handToMissing") }] : []}
            >
              <Select
                allowClear
                showSearch={{ optionFilterProp: "label" }}
                placeholder={say("handToNobody")}
                options={held.successors.map((each) => ({ value: each.id, label: each.name }))}
              />
            </Form.Item>
          </>
        )}
      </Loaded>
      <Form.Item
        name="reason"
        label={text("common.reason")}
        rules={[{ required: true, whitespace: true, message: text("common.reasonMissing") }]}
      >
        <Input.TextArea rows={3} maxLength={2000} showCount />
      </Form.Item>
      <p className="yj-hint">{say("undo")}</p>
    </FormDialog>
  );
}
