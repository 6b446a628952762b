import { listClouds } from "@yunjian/contract";
import { CHANGE_KINDS, type ChangeKind } from "@yunjian/domain";
import { Form, type FormInstance, Input, Select } from "antd";
import type { ReactNode } from "react";
import { type Explained, PlanFields, useProposal } from "../../features/changes/PlanFields.tsx";
import { useCall } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Section } from "../../ui/Section.tsx";
import "../../features/changes/changes.css";

export interface PlanValues extends Explained {
  readonly kind: ChangeKind;
  readonly cloudIds: string[];
  readonly title: string;
  readonly plannedFrom?: string | null;
  readonly plannedTo?: string | null;
}

/** The fields of a change; `when` stands in the place of the planned times where it was made already. */
export function PlanSections({
  form,
  initial,
  complete,
  when,
}: {
  readonly form: FormInstance<PlanValues>;
  readonly initial: Partial<PlanValues>;
  /** A draft may have gaps. */
  readonly complete: boolean;
  readonly when?: ReactNode;
}) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const clouds = useCall(listClouds, { query: { limit: 200, ended: "running" } }, { staleTime: 300_000 });
  const own = (clouds.data?.items ?? []).filter((cloud) => cloud.provider.id === me.organisation.id);
  const kind = Form.useWatch("kind", form) ?? initial.kind;
  const cloudIds = Form.useWatch("cloudIds", form) ?? initial.cloudIds ?? [];
  const proposal = useProposal(kind, cloudIds);
  const needed = [{ required: true, message: text("changes.required") }];
  const special = kind === "provider-event" || kind === "security-team";
  return (
    <>
      <Section title={text("changes.form.what")}>
        <div className="yj-change-pair">
          <Form.Item
            name="kind"
            label={text("changes.form.kind")}
            rules={needed}
            extra={special ? text(`changes.kindHint.${kind}`) : undefined}
          >
            <Select
              options={CHANGE_KINDS.map((value) => ({ value, label: text(`changes.kind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="cloudIds" label={text("changes.form.clouds")} rules={needed}>
            <Select
              mode="multiple"
              loading={clouds.isFetching}
              showSearch={{ optionFilterProp: "label" }}
              options={own.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="title" label={text("changes.form.name")} rules={needed}>
          <Input maxLength={100} placeholder={text("changes.form.namePlaceholder")} />
        </Form.Item>
        <PlanFields kind={kind} cloudIds={cloudIds} required={complete} />
      </Section>
      {when ?? (
        <Section
          title={text("changes.form.when")}
          {...(proposal.data && {
            hint: text("changes.form.earliest", { earliest: formatDay(proposal.data.earliest, lang) }),
          })}
        >
          <div className="yj-change-pair">
            <Form.Item name="plannedFrom" label={text("changes.form.from")}>
              <InstantInput />
            </Form.Item>
            <Form.Item name="plannedTo" label={text("changes.form.to")}>
              <InstantInput />
            </Form.Item>
          </div>
        </Section>
      )}
    </>
  );
}

/** What the contract wants of the form: gaps are left out. */
export function bodyOf({
  plannedFrom,
  plannedTo,
  place,
  systemIds,
  dutyIds,
  what,
  why,
  plain,
  ...values
}: PlanValues) {
  return {
    ...values,
    what: what ?? "",
    why: why ?? "",
    plain: plain ?? "",
    place: place ?? "",
    systemIds: systemIds ?? [],
    dutyIds: dutyIds ?? [],
    ...(plannedFrom && { plannedFrom }),
    ...(plannedTo && { plannedTo }),
  };
}
