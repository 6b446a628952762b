import { issueRectification } from "@yunjian/contract";
import { Form, InputNumber } from "antd";
import { useNavigate, useSearchParams } from "react-router";
import { DefectFields, type DefectValues } from "../../features/rectifications/DefectFields.tsx";
import { FilesField } from "../../features/rectifications/FilesField.tsx";
import { applyFieldErrors, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";

interface Values extends DefectValues {
  readonly windowDays?: number;
}

/** A rectification that no review led to: found on site, by sampling, by inspection. */
export default function IssuePage() {
  const text = useText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const uploads = useUploads();
  const [form] = Form.useForm<Values>();
  const obligationId = params.get("obligationId");
  const change = useChange(issueRectification, {
    errors: "page",
    done: "rectifications.form.issued",
    onDone: ({ id }) => void navigate(`/rectifications/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  return (
    <div className="yj-narrow">
      <PageHeader
        title={text("rectifications.form.issueTitle")}
        hint={text("rectifications.form.issueHint")}
      />
      <Section title={text("rectifications.defect")}>
        <Form<Values>
          form={form}
          layout="vertical"
          scrollToFirstError={{ focus: true, block: "center" }}
          initialValues={{
            ...(params.has("cloudId") && { cloudId: params.get("cloudId") }),
            ...((params.has("subjectId") || params.has("cloudId")) && {
              subjectId: params.get("subjectId") ?? params.get("cloudId"),
            }),
          }}
          onFinish={({ subjectId, title, defect, severity, clauseId, windowDays }) =>
            void change.run({
              body: {
                subjectId,
                title,
                defect,
                severity,
                ...(obligationId && { obligationId }),
                ...(clauseId && { clauseId }),
                ...(windowDays != null && { windowDays }),
                fileIds: [...uploads.fileIds],
              },
            })
          }
        >
          <DefectFields severityLabel={text("rectifications.form.severity")} />
          <Form.Item
            name="windowDays"
            label={text("rectifications.form.window")}
            extra={text("rectifications.form.windowHint")}
          >
            <InputNumber min={1} max={365} />
          </Form.Item>
          <FilesField uploads={uploads} />
          <Problem error={change.error} form={form} />
          <FormActions
            submit={text("rectifications.form.submitIssue")}
            busy={change.busy}
            onCancel={() => void navigate(-1)}
          />
        </Form>
      </Section>
    </div>
  );
}
