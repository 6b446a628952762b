import { getCloud, listCatalogue, listClouds, listSystems } from "@yunjian/contract";
import { SEVERITIES, type Severity } from "@yunjian/domain";
import { AutoComplete, Form, Input, Select } from "antd";
import { useState } from "react";
import { useAll, useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";

export interface DefectValues {
  readonly cloudId: string;
  readonly subjectId: string;
  readonly title: string;
  readonly defect: string;
  readonly severity: Severity;
  readonly clauseId?: string;
}

/** What is wrong with what: the same questions for whoever demands and whoever asks. */
export function DefectFields({ severityLabel }: { readonly severityLabel: string }) {
  const text = useText();
  const needed = [{ required: true, whitespace: true, message: text("rectifications.form.required") }];
  return (
    <>
      <SubjectFields />
      <Form.Item name="title" label={text("rectifications.form.title")} rules={needed}>
        <Input maxLength={200} placeholder={text("rectifications.form.titlePlaceholder")} />
      </Form.Item>
      <Form.Item name="defect" label={text("rectifications.form.defect")} rules={needed}>
        <Input.TextArea
          autoSize={{ minRows: 5, maxRows: 16 }}
          maxLength={4000}
          showCount
          placeholder={text("rectifications.form.defectPlaceholder")}
        />
      </Form.Item>
      <Form.Item
        name="severity"
        label={severityLabel}
        rules={[{ required: true, message: text("rectifications.form.required") }]}
      >
        <Select options={SEVERITIES.map((value) => ({ value, label: text(`state.severity.${value}`) }))} />
      </Form.Item>
      <Form.Item name="clauseId" label={text("rectifications.form.clause")}>
        <ClauseInput />
      </Form.Item>
    </>
  );
}

/** First the cloud, then the cloud itself, one of its sites, or a system that runs on it. */
function SubjectFields() {
  const text = useText();
  const word = useWord();
  const form = Form.useFormInstance<DefectValues>();
  const cloudId = Form.useWatch("cloudId", form) as string | undefined;
  const clouds = useAll(listClouds, { query: {} });
  const cloud = useCall(getCloud, cloudId ? { params: { id: cloudId } } : null);
  const systems = useCall(listSystems, cloudId ? { query: { cloudId, limit: 200 } } : null);
  const named = (kind: "cloud" | "site" | "system", { id, name }: { id: string; name: string }) => ({
    value: id,
    label: text("rectifications.form.subjectKind", { kind: word("subjectKind", kind), name }),
  });
  const options = cloud.data
    ? [
        named("cloud", cloud.data),
        ...cloud.data.siteList.map((site) => named("site", site)),
        ...(systems.data?.items ?? []).map((system) => named("system", system)),
      ]
    : [];
  const needed = [{ required: true, message: text("rectifications.form.required") }];
  return (
    <>
      <Form.Item name="cloudId" label={text("rectifications.form.cloud")} rules={needed}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          loading={clouds.isPending}
          options={(clouds.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id: string) => form.setFieldValue("subjectId", id)}
        />
      </Form.Item>
      {cloudId && (
        <Form.Item name="subjectId" label={text("rectifications.form.subject")} rules={needed}>
          <Select showSearch={{ optionFilterProp: "label" }} loading={cloud.isPending} options={options} />
        </Form.Item>
      )}
    </>
  );
}

interface ClauseInputProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

function ClauseInput({ id, value, onChange }: ClauseInputProps) {
  const text = useText();
  const lang = useLang();
  const [typed, setTyped] = useState("");
  const found = useCall(listCatalogue, typed.length > 1 ? { query: { text: typed, limit: 12 } } : null, {
    keepPrevious: true,
  });
  return (
    <AutoComplete
      {...(id && { id })}
      {...(value !== undefined && { value })}
      onChange={(next: string) => onChange?.(next)}
      showSearch={{ onSearch: setTyped }}
      allowClear
      placeholder={text("rectifications.form.clausePlaceholder")}
      options={(found.data?.items ?? []).map((entry) => ({
        value: entry.id,
        label: `${entry.id} ${entry.title[lang]}`,
      }))}
    />
  );
}
