import { declareChangeOf } from "@yunjian/contract";
import type { ChangeResult } from "@yunjian/domain";
import { Form } from "antd";
import { useNavigate } from "react-router";
import { DoneFields } from "../../features/changes/DoneFields.tsx";
import { FilesField } from "../../features/changes/Parts.tsx";
import { applyFieldErrors, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { bodyOf, PlanSections, type PlanValues } from "./PlanForm.tsx";

interface Values extends PlanValues {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly result: ChangeResult;
  readonly deviations?: string;
  readonly audit: string;
}

/** 紧急变更: made first, filed now. */
export default function EmergencyPage() {
  const text = useText();
  const navigate = useNavigate();
  const uploads = useUploads();
  const [form] = Form.useForm<Values>();
  const initial = { kind: "other", cloudIds: [], reach: "all", dutyIds: [], result: "as-approved" } as const;
  const change = useChange(declareChangeOf, {
    errors: "page",
    done: "changes.form.filed",
    onDone: ({ id }) => void navigate(`/changes/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  return (
    <div className="yj-narrow">
      <PageHeader title={text("changes.form.titleEmergency")} hint={text("changes.form.hintEmergency")} />
      <Form<Values>
        form={form}
        layout="vertical"
        scrollToFirstError={{ focus: true, block: "center" }}
        initialValues={{ ...initial, cloudIds: [], dutyIds: [] }}
        onFinish={({ startedAt, endedAt, result, deviations, audit, ...plan }) =>
          void change.run({
            body: {
              ...bodyOf(plan),
              startedAt,
              endedAt,
              result,
              deviations: deviations ?? "",
              audit,
              fileIds: [...uploads.fileIds],
            },
          })
        }
      >
        <PlanSections
          // The two forms share what a plan says; the form of this page has more.
          form={form as never}
          initial={{ kind: "other", cloudIds: [] }}
          complete
          when={
            <Section title={text("changes.form.done")}>
              <DoneFields />
              <FilesField uploads={uploads} />
            </Section>
          }
        />
        <Problem error={change.error} form={form} />
        <FormActions
          submit={text("changes.form.file")}
          busy={change.busy}
          onCancel={() => void navigate(-1)}
        />
      </Form>
    </div>
  );
}
