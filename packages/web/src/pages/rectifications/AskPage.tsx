import { askRectification } from "@yunjian/contract";
import { Form } from "antd";
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

/** A customer, the manager or an assessor asks the supervisor for a rectification. */
export default function AskPage() {
  const text = useText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const uploads = useUploads();
  const [form] = Form.useForm<DefectValues>();
  const cloudId = params.get("cloudId");
  const change = useChange(askRectification, {
    errors: "page",
    done: "rectifications.form.asked",
    onDone: ({ id }) => void navigate(`/rectifications/requests/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  return (
    <div className="yj-narrow">
      <PageHeader title={text("rectifications.form.askTitle")} hint={text("rectifications.form.askHint")} />
      <Section title={text("rectifications.defect")}>
        <Form<DefectValues>
          form={form}
          layout="vertical"
          scrollToFirstError={{ focus: true, block: "center" }}
          initialValues={cloudId ? { cloudId, subjectId: cloudId } : {}}
          onFinish={({ subjectId, title, defect, severity, clauseId }) =>
            void change.run({
              body: {
                subjectId,
                title,
                defect,
                severity,
                ...(clauseId && { clauseId }),
                fileIds: [...uploads.fileIds],
              },
            })
          }
        >
          <DefectFields severityLabel={text("rectifications.form.severityAsked")} />
          <FilesField uploads={uploads} />
          <Problem error={change.error} form={form} />
          <FormActions
            submit={text("rectifications.form.submitAsk")}
            busy={change.busy}
            onCancel={() => void navigate(-1)}
          />
        </Form>
      </Section>
    </div>
  );
}
