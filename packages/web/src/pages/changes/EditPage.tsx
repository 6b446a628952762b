import { type ChangeDetail, editChangeOf, getChange } from "@yunjian/contract";
import { Form } from "antd";
import { useNavigate, useParams } from "react-router";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { bodyOf, PlanSections, type PlanValues } from "./PlanForm.tsx";

export default function EditPage() {
  const { id = "" } = useParams();
  const text = useText();
  const query = useCall(getChange, { params: { id } });
  return (
    <div className="yj-narrow">
      <PageHeader title={text("changes.form.titleEdit")} hint={text("changes.form.hint")} />
      <Loaded query={query}>{(of) => <EditForm of={of} />}</Loaded>
    </div>
  );
}

function EditForm({ of }: { readonly of: ChangeDetail }) {
  const text = useText();
  const navigate = useNavigate();
  const [form] = Form.useForm<PlanValues>();
  const { what, why, place, reach, plain, systems, duties } = of.subject;
  const initial: PlanValues = {
    kind: of.kind,
    cloudIds: of.clouds.map(({ id }) => id),
    title: of.title,
    what,
    why,
    place,
    reach,
    plain,
    systemIds: systems.map(({ id }) => id),
    dutyIds: duties.map(({ id }) => id),
    plannedFrom: of.plannedFrom,
    plannedTo: of.plannedTo,
  };
  const change = useChange(editChangeOf, {
    errors: "page",
    done: "changes.form.saved",
    onDone: () => void navigate(`/changes/${of.id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  return (
    <Form<PlanValues>
      form={form}
      layout="vertical"
      scrollToFirstError={{ focus: true, block: "center" }}
      initialValues={initial}
      onFinish={(values) =>
        void change.run({ params: { id: of.id }, body: { version: of.version, ...bodyOf(values) } })
      }
    >
      <PlanSections form={form} initial={initial} complete={false} />
      <Problem error={change.error} form={form} />
      <FormActions submit={text("changes.form.save")} busy={change.busy} onCancel={() => void navigate(-1)} />
    </Form>
  );
}
