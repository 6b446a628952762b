import type { prepareSubmission, OutputOf } from "@yunjian/contract";
import type { LateEntry, OnSite } from "@yunjian/domain";
import { Alert, Form, Input, Radio } from "antd";
import { useText } from "../../lib/language.ts";
import { DateInput } from "../../ui/DateInput.tsx";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Instant } from "../../ui/When.tsx";
import { type FieldErrors, marked } from "./errors.ts";

export type Before = OutputOf<typeof prepareSubmission>["before"][number];

interface Part<T> {
  readonly value: T;
  readonly errors: FieldErrors;
  readonly onChange: (value: T) => void;
}

/** 现场查阅: papers that must not be copied are looked at where they are. */
export function OnSiteFields({ value, errors, onChange }: Part<OnSite>) {
  const text = useText();
  const set = (part: Partial<OnSite>) => onChange({ ...value, ...part });
  return (
    <div className="yj-submission-fields">
      <Alert className="yj-submission-wide" type="info" showIcon title={text("submissions.onSite.hint")} />
      <Form.Item
        label={text("submissions.onSite.place")}
        htmlFor="place"
        required
        {...marked(errors, "/onSite/place")}
      >
        <Input
          id="place"
          value={value.place}
          maxLength={300}
          onChange={(event) => set({ place: event.target.value })}
        />
      </Form.Item>
      <Form.Item
        label={text("submissions.onSite.contact")}
        htmlFor="contact"
        required
        {...marked(errors, "/onSite/contact")}
      >
        <Input
          id="contact"
          value={value.contact}
          maxLength={300}
          onChange={(event) => set({ contact: event.target.value })}
        />
      </Form.Item>
      <Form.Item
        label={text("submissions.onSite.from")}
        htmlFor="from"
        required
        {...marked(errors, "/onSite/availableFrom")}
      >
        <DateInput
          id="from"
          value={value.availableFrom || null}
          onChange={(day) => set({ availableFrom: day ?? "" })}
        />
      </Form.Item>
      <Form.Item
        label={text("submissions.onSite.to")}
        htmlFor="to"
        required
        {...marked(errors, "/onSite/availableTo")}
      >
        <DateInput
          id="to"
          value={value.availableTo || null}
          {...(value.availableFrom && { earliest: value.availableFrom })}
          onChange={(day) => set({ availableTo: day ?? "" })}
        />
      </Form.Item>
      <Form.Item
        className="yj-submission-wide"
        label={text("submissions.onSite.papers")}
        htmlFor="papers"
        required
        {...marked(errors, "/onSite/description")}
      >
        <Input.TextArea
          id="papers"
          value={value.description}
          maxLength={4000}
          autoSize={{ minRows: 3 }}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Form.Item>
    </div>
  );
}

/** 补录: papers that were in force before they could be handed in. */
export function LateFields({ value, errors, onChange, today }: Part<LateEntry> & { readonly today: string }) {
  const text = useText();
  const set = (part: Partial<LateEntry>) => onChange({ ...value, ...part });
  return (
    <div className="yj-submission-fields">
      <Alert className="yj-submission-wide" type="info" showIcon title={text("submissions.late.hint")} />
      <Form.Item
        label={text("submissions.late.realDate")}
        htmlFor="real-date"
        required
        {...marked(errors, "/late/realDate")}
      >
        <DateInput
          id="real-date"
          value={value.realDate || null}
          latest={today}
          onChange={(day) => set({ realDate: day ?? "" })}
        />
      </Form.Item>
      <Form.Item
        label={text("submissions.late.approver")}
        htmlFor="approver"
        required
        {...marked(errors, "/late/approver")}
      >
        <Input
          id="approver"
          value={value.approver}
          maxLength={300}
          onChange={(event) => set({ approver: event.target.value })}
        />
      </Form.Item>
      <Form.Item
        label={text("submissions.late.archiveNumber")}
        htmlFor="archive"
        required
        {...marked(errors, "/late/archiveNumber")}
      >
        <Input
          id="archive"
          value={value.archiveNumber}
          maxLength={300}
          onChange={(event) => set({ archiveNumber: event.target.value })}
        />
      </Form.Item>
    </div>
  );
}

/** 无变化声明: points at what was found compliant before and still holds. */
export function UnchangedField({
  value,
  errors,
  onChange,
  before,
}: Part<string | null> & { readonly before: readonly Before[] }) {
  const text = useText();
  const holding = [...new Map(before.filter((each) => each.holds).map((each) => [each.id, each])).values()];
  if (holding.length === 0)
    return (
      <EmptyHint
        small
        title={text("submissions.unchanged.none")}
        hint={text("submissions.unchanged.noneHint")}
      />
    );
  return (
    <Form.Item label={text("submissions.unchanged.since")} required {...marked(errors, "/unchangedSince")}>
      <Radio.Group
        className="yj-submission-choices"
        value={value}
        onChange={(event) => onChange(event.target.value as string)}
      >
        {holding.map((each) => (
          <Radio key={each.id} value={each.id}>
            <span>{each.title}</span> <span className="yj-hint">{each.number}</span>{" "}
            <Instant at={each.submittedAt} />
          </Radio>
        ))}
      </Radio.Group>
    </Form.Item>
  );
}
