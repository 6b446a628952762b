import { proposeChangeDuties } from "@yunjian/contract";
import { CHANGE_REACHES, type ChangeKind, type ChangeReach, touchesControls } from "@yunjian/domain";
import { Form, Input, Radio, Select } from "antd";
import { useEffect, useRef } from "react";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";

export interface Explained {
  readonly what: string;
  readonly why: string;
  readonly place?: string;
  readonly reach: ChangeReach;
  readonly systemIds?: string[];
  readonly plain: string;
  readonly dutyIds?: string[];
}

/** What the server knows about this kind of change on these clouds. */
export function useProposal(kind: ChangeKind | undefined, cloudIds: readonly string[]) {
  return useCall(
    proposeChangeDuties,
    kind && cloudIds.length > 0 ? { query: { kind, cloudId: [...cloudIds] } } : null,
    { staleTime: 60_000, keepPrevious: true },
  );
}

/** What, why, where, which control items, whom it reaches. Control items are proposed by kind until somebody chose. */
export function PlanFields({
  kind,
  cloudIds,
  required = true,
}: {
  readonly kind: ChangeKind | undefined;
  readonly cloudIds: readonly string[];
  /** A draft may have gaps. */
  readonly required?: boolean;
}) {
  const text = useText();
  const lang = useLang();
  const form = Form.useFormInstance<Explained>();
  const reach = Form.useWatch("reach", form);
  const proposal = useProposal(kind, cloudIds);
  const proposed = useRef<readonly string[]>([]);
  useEffect(() => {
    if (!proposal.data) return;
    const now: readonly string[] = form.getFieldValue("dutyIds") ?? [];
    const untouched =
      now.length === proposed.current.length && now.every((id) => proposed.current.includes(id));
    if (!untouched) return;
    proposed.current = proposal.data.duties.filter((duty) => duty.proposed).map((duty) => duty.id);
    form.setFieldValue("dutyIds", [...proposed.current]);
  }, [proposal.data, form]);
  const needed = required ? [{ required: true, whitespace: true, message: text("changes.required") }] : [];
  const area = (placeholder?: string) => (
    <Input.TextArea
      autoSize={{ minRows: 2, maxRows: 10 }}
      maxLength={2000}
      {...(placeholder !== undefined && { placeholder })}
    />
  );
  return (
    <>
      <Form.Item name="what" label={text("changes.field.what")} rules={needed}>
        {area()}
      </Form.Item>
      <Form.Item name="why" label={text("changes.field.why")} rules={needed}>
        {area()}
      </Form.Item>
      <Form.Item name="place" label={text("changes.field.place")}>
        {area(text("changes.form.placePlaceholder"))}
      </Form.Item>
      {(kind === undefined || touchesControls(kind)) && (
        <Form.Item
          name="dutyIds"
          label={text("changes.field.duties")}
          extra={text("changes.form.dutiesHint")}
        >
          <Select
            mode="multiple"
            loading={proposal.isFetching}
            showSearch={{ optionFilterProp: "label" }}
            options={(proposal.data?.duties ?? []).map((duty) => ({
              value: duty.id,
              label: `${duty.id} ${duty.title[lang]}`,
            }))}
          />
        </Form.Item>
      )}
      <Form.Item name="reach" label={text("changes.form.reach")}>
        <Radio.Group
          options={CHANGE_REACHES.map((value) => ({ value, label: text(`changes.reach.${value}`) }))}
        />
      </Form.Item>
      {reach === "systems" && (
        <Form.Item
          name="systemIds"
          label={text("changes.field.systems")}
          rules={required ? [{ required: true, message: text("changes.required") }] : []}
        >
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={(proposal.data?.systems ?? []).map((system) => ({
              value: system.id,
              label: `${system.name} (${system.customer})`,
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="plain"
        label={text(reach === "none" ? "changes.field.plainNone" : "changes.field.plain")}
        rules={needed}
      >
        {area(text("changes.form.plainPlaceholder"))}
      </Form.Item>
    </>
  );
}
