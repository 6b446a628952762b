import { listClouds, listSystems, reportIncident } from "@yunjian/contract";
import { INCIDENT_KINDS, type IncidentKind } from "@yunjian/domain";
import { Checkbox, Collapse, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import "../../features/incidents/incidents.css";

interface Values {
  readonly title: string;
  readonly what: string;
  readonly kind: IncidentKind;
  readonly cloudIds?: string[];
  readonly systemIds?: string[];
  readonly happenedAt?: string | null;
  readonly knownAt?: string | null;
  readonly impact?: string;
  readonly measure?: string;
  readonly crime?: boolean;
}

/** For somebody in a crisis: what, where, of which kind; the rest can follow. */
export default function ReportPage() {
  const text = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Values>();
  const [typed, setTyped] = useState("");
  const handles = can(["incident.handle", "incident.supervise"]);
  const clouds = useCall(listClouds, handles ? { query: { limit: 200 } } : null);
  const systems = useCall(
    listSystems,
    { query: { ended: "running", limit: 50, ...(typed && { q: typed }) } },
    { keepPrevious: true },
  );
  const change = useChange(reportIncident, {
    errors: "page",
    done: "incidents.form.done",
    onDone: ({ id }) =>
      void navigate(can("incident.read") ? `/incidents/${id}` : `/incident-notices/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  const needed = [{ required: true, whitespace: true, message: text("incidents.form.required") }];
  const cloudId = params.get("cloudId");
  return (
    <div className="yj-narrow">
      <PageHeader title={text("incidents.form.title")} hint={text("incidents.form.hint")} />
      <Form<Values>
        form={form}
        layout="vertical"
        scrollToFirstError={{ focus: true, block: "center" }}
        initialValues={{ kind: "unauthorised-access", ...(cloudId && { cloudIds: [cloudId] }) }}
        onFinish={({ happenedAt, knownAt, impact, measure, cloudIds, systemIds, ...body }) =>
          void change.run({
            body: {
              ...body,
              ...(cloudIds && cloudIds.length > 0 && !systemIds?.length && { cloudIds }),
              ...(systemIds && systemIds.length > 0 && { systemIds }),
              ...(happenedAt && { happenedAt }),
              ...(knownAt && { knownAt }),
              ...(impact && { impact }),
              ...(measure && { measure }),
            },
          })
        }
      >
        <Section title={text("incidents.form.about")}>
          <Form.Item name="title" label={text("incidents.form.name")} rules={needed}>
            <Input maxLength={100} placeholder={text("incidents.form.namePlaceholder")} autoFocus />
          </Form.Item>
          <Form.Item name="kind" label={text("incidents.form.kind")}>
            <Radio.Group
              options={INCIDENT_KINDS.map((value) => ({ value, label: text(`incidents.kind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="what" label={text("incidents.form.what")} rules={needed}>
            <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
          </Form.Item>
          <div className="yj-inc-pair">
            {handles && (
              <Form.Item
                name="cloudIds"
                label={text("incidents.form.clouds")}
                extra={text("incidents.form.cloudsHint")}
                dependencies={["systemIds"]}
                rules={[
                  ({ getFieldValue }) => ({
                    validator: (_, value: string[] | undefined) =>
                      (value?.length ?? 0) +
                        ((getFieldValue("systemIds") as string[] | undefined)?.length ?? 0) >
                      0
                        ? Promise.resolve()
                        : Promise.reject(new Error(text("incidents.form.required"))),
                  }),
                ]}
              >
                <Select
                  mode="multiple"
                  showSearch={{ optionFilterProp: "label" }}
                  options={(clouds.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                />
              </Form.Item>
            )}
            <Form.Item
              name="systemIds"
              label={text("incidents.form.systems")}
              extra={handles ? text("incidents.form.systemsHint") : undefined}
              rules={handles ? [] : [{ required: true, message: text("incidents.form.systemsNeeded") }]}
            >
              <Select
                mode="multiple"
                showSearch={{ filterOption: false, onSearch: setTyped }}
                loading={systems.isFetching}
                options={(systems.data?.items ?? []).map((each) => ({
                  value: each.id,
                  label: `${each.name} (${each.organisation.name})`,
                }))}
              />
            </Form.Item>
          </div>
          <div className="yj-inc-pair">
            <Form.Item
              name="happenedAt"
              label={text("incidents.form.happenedAt")}
              extra={text("incidents.form.happenedHint")}
            >
              <InstantInput />
            </Form.Item>
            <Form.Item
              name="knownAt"
              label={text("incidents.form.knownAt")}
              extra={text("incidents.form.knownHint")}
            >
              <InstantInput />
            </Form.Item>
          </div>
          <Collapse
            ghost
            items={[
              {
                key: "more",
                label: text("incidents.form.more"),
                forceRender: true,
                children: (
                  <>
                    <Form.Item name="impact" label={text("incidents.form.impact")}>
                      <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
                    </Form.Item>
                    <Form.Item name="measure" label={text("incidents.form.measure")}>
                      <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
                    </Form.Item>
                    <Form.Item name="crime" valuePropName="checked">
                      <Checkbox>{text("incidents.form.crime")}</Checkbox>
                    </Form.Item>
                  </>
                ),
              },
            ]}
          />
          <Problem error={change.error} form={form} />
          <FormActions
            submit={text("incidents.form.submit")}
            busy={change.busy}
            onCancel={() => void navigate(-1)}
          />
        </Section>
      </Form>
    </div>
  );
}
