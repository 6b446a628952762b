import { draftChange } from "@yunjian/contract";
import { Form } from "antd";
import { useNavigate } from "react-router";
import { applyFieldErrors, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { bodyOf, PlanSections, type PlanValues } from "./PlanForm.tsx";

const INITIAL = { kind: "other", cloudIds: [], reach: "all", dutyIds: [] } as const;

export default function DraftPage() {
  const text = useText();
  const navigate = useNavigate();
  const [form] = Form.useForm<PlanValues>();
  const initial = { ...INITIAL, cloudIds: [], dutyIds: [] };
  const change = useChange(draftChange, {
    errors: "page",
    done: "changes.form.saved",
    onDone: ({ id }) => void navigate(`/changes/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  return (
    <div className="yj-narrow">
      <PageHeader title={text("changes.form.title")} hint={text("changes.form.hint")} />
      <Form<PlanValues>
        form={form}
        layout="vertical"
        scrollToFirstError={{ focus: true, block: "center" }}
        initialValues={initial}
        onFinish={(values) => void change.run({ body: bodyOf(values) })}
      >
        <PlanSections form={form} initial={initial} complete={false} />
        <Problem error={change.error} form={form} />
        <FormActions
          submit={text("changes.form.save")}
          busy={change.busy}
          onCancel={() => void navigate(-1)}
        />
      </Form>
    </div>
  );
}
