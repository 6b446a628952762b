import { CHANGE_RESULTS } from "@yunjian/domain";
import { Form, Input, Select } from "antd";
import { useText } from "../../lib/language.ts";
import { InstantInput } from "../../ui/InstantInput.tsx";

/** What was done: when, with which result, who had access. */
export function DoneFields() {
  const text = useText();
  const result = Form.useWatch("result") as string | undefined;
  const needed = [{ required: true, message: text("changes.required") }];
  return (
    <>
      <div className="yj-change-pair">
        <Form.Item name="startedAt" label={text("changes.implement.startedAt")} rules={needed}>
          <InstantInput />
        </Form.Item>
        <Form.Item name="endedAt" label={text("changes.implement.endedAt")} rules={needed}>
          <InstantInput />
        </Form.Item>
      </div>
      <Form.Item name="result" label={text("changes.implement.result")} rules={needed}>
        <Select
          options={CHANGE_RESULTS.map((value) => ({ value, label: text(`state.changeResult.${value}`) }))}
        />
      </Form.Item>
      {result !== "as-approved" && (
        <Form.Item name="deviations" label={text("changes.implement.deviations")} rules={needed}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
        </Form.Item>
      )}
      <Form.Item name="audit" label={text("changes.implement.audit")} rules={needed}>
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          placeholder={text("changes.implement.auditPlaceholder")}
        />
      </Form.Item>
    </>
  );
}
