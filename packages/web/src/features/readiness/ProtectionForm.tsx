import {
  type BodyOf,
  type draftProtectedPeriod,
  listClouds,
  listSystems,
  type OutputOf,
  type getProtectedPeriod,
} from "@yunjian/contract";
import { Checkbox, Form, InputNumber, Select } from "antd";
import { useAll } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { Field, Pair, TextField } from "../../ui/FormFields.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";

export type ProtectionTerms = BodyOf<typeof draftProtectedPeriod>;

export function termsOf(of: OutputOf<typeof getProtectedPeriod>): ProtectionTerms {
  const { name, plan, from, to, nilHour, onSite, freeze, noTests } = of;
  return {
    name,
    plan,
    from,
    to,
    nilHour,
    onSite,
    freeze,
    noTests,
    cloudIds: of.board.map(({ cloud }) => cloud.id),
    systemIds: of.systems.map(({ id }) => id),
  };
}

/** What a protected period is, for whom, and what it asks for. */
export function ProtectionFields() {
  const text = useText();
  const label = (key: string) => text(`protection.form.${key}`);
  const clouds = useAll(listClouds, { query: {} });
  const systems = useAll(listSystems, { query: {} });
  const search = { optionFilterProp: "label" as const };
  return (
    <>
      <TextField name="name" label={label("name")} required max={100} />
      <Pair>
        <Field name="from" label={label("from")} required>
          <InstantInput />
        </Field>
        <Field name="to" label={label("to")} required>
          <InstantInput />
        </Field>
      </Pair>
      <Field name="cloudIds" label={label("clouds")} required>
        <Select
          mode="multiple"
          showSearch={search}
          loading={clouds.isLoading}
          options={(clouds.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <Field name="systemIds" label={label("systems")}>
        <Select
          mode="multiple"
          showSearch={search}
          loading={systems.isLoading}
          options={(systems.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <TextField name="plan" label={label("plan")} required max={4000} rows={6} help={label("planHelp")} />
      <Pair>
        <Field name="nilHour" label={label("nilHour")} required help={label("nilHourHelp")}>
          <InputNumber min={0} max={23} precision={0} />
        </Field>
        <Form.Item label={label("asks")}>
          {(["onSite", "freeze", "noTests"] as const).map((key) => (
            <Form.Item key={key} name={key} valuePropName="checked" noStyle>
              <Checkbox>{text(`protection.asks.${key}`)}</Checkbox>
            </Form.Item>
          ))}
        </Form.Item>
      </Pair>
    </>
  );
}
