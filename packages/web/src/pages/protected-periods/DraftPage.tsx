import { draftProtectedPeriod, listSettings } from "@yunjian/contract";
import { addDays, dateOf, startOfDay } from "@yunjian/domain";
import { Form, type FormInstance } from "antd";
import { useNavigate } from "react-router";
import { ProtectionFields, type ProtectionTerms } from "../../features/readiness/ProtectionForm.tsx";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";

const USUAL_DAYS = 7;

export default function DraftPage() {
  const settings = useCall(listSettings, {});
  const text = useText();
  return (
    <>
      <PageHeader title={text("protection.newTitle")} hint={text("protection.turn.draft")} />
      <Loaded query={settings}>
        {({ items }) => (
          <DraftForm nilHour={Number(items.find(({ key }) => key === "protection.nilHour")?.value)} />
        )}
      </Loaded>
    </>
  );
}

function DraftForm({ nilHour }: { readonly nilHour: number }) {
  const text = useText();
  const navigate = useNavigate();
  const [form] = Form.useForm<ProtectionTerms>();
  const change = useChange(draftProtectedPeriod, {
    errors: "page",
    done: "protection.done.draft",
    onDone: ({ id }) => void navigate(`/protected-periods/${id}`),
    onRefused: (error) => applyFieldErrors(form as FormInstance, error),
  });
  const tomorrow = addDays(dateOf(currentTime()), 1);
  return (
    <Section title={text("protection.plan")}>
      <Form<ProtectionTerms>
        form={form}
        layout="vertical"
        initialValues={{
          from: startOfDay(tomorrow).toISOString(),
          to: startOfDay(addDays(tomorrow, USUAL_DAYS)).toISOString(),
          cloudIds: [],
          systemIds: [],
          nilHour,
          onSite: true,
          freeze: true,
          noTests: true,
        }}
        onFinish={(body) => void change.run({ body })}
        scrollToFirstError={{ focus: true, block: "center" }}
      >
        <ProtectionFields />
        <Problem error={change.error} form={form as FormInstance} />
        <FormActions
          submit={text("protection.form.save")}
          busy={change.busy}
          onCancel={() => void navigate("/protected-periods")}
        />
      </Form>
    </Section>
  );
}
