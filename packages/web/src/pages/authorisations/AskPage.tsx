import {
  askAuthorisation,
  getAuthorisation,
  listSystems,
  type OutputOf,
  prepareAuthorisation,
} from "@yunjian/contract";
import { changesSomething, OPERATION_KINDS, type OperationKind, TOUCHES, type Touch } from "@yunjian/domain";
import { Alert, Button, Form, Input, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import {
  OperationChecks,
  PeopleSelect,
  ResourceSelect,
  TouchChecks,
} from "../../features/authorisations/ScopeFields.tsx";
import { applyFieldErrors, useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { FormActions } from "../../ui/FormParts.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import "../../features/authorisations/authorisations.css";

interface Values {
  readonly systemId: string;
  readonly kind: "once" | "standing";
  readonly title: string;
  readonly reason: string;
  readonly operations: OperationKind[];
  readonly touches: Touch[];
  readonly resourceIds: string[];
  readonly operators: string[];
  readonly team: string;
  readonly fromAt: string | null;
  readonly toAt: string;
  readonly risk: string;
  readonly rollback: string;
}

/** Made to be filled in at night: what can be known is there already, the rest is a few clicks. */
export default function AskPage() {
  const text = useText();
  const [params] = useSearchParams();
  const like = params.get("like");
  const before = useCall(getAuthorisation, like ? { params: { id: like } } : null);
  const systemId = params.get("systemId");
  return (
    <div className="yj-narrow">
      <PageHeader title={text("authorisations.form.title")} hint={text("authorisations.form.hint")} />
      {like ? (
        <Loaded query={before}>
          {(of) => (
            <AskForm
              initial={{
                systemId: of.system.id,
                kind: of.kind === "standing" ? "standing" : "once",
                title: of.title,
                reason: of.reason,
                operations: [...of.asked.operations],
                touches: [...of.asked.touches],
                resourceIds: of.asked.resources.map((each) => each.id),
                operators: [...of.asked.operators],
                team: of.team,
                risk: of.risk,
                rollback: of.rollback,
              }}
            />
          )}
        </Loaded>
      ) : (
        <AskForm initial={systemId ? { systemId } : {}} />
      )}
    </div>
  );
}

function AskForm({ initial }: { readonly initial: Partial<Values> }) {
  const text = useText();
  const me = useMe();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const systemId = Form.useWatch("systemId", form) ?? initial.systemId;
  const touches = Form.useWatch("touches", form) ?? initial.touches ?? [];
  const ready = useCall(prepareAuthorisation, systemId ? { query: { systemId } } : null);
  const known = ready.data;
  const change = useChange(askAuthorisation, {
    errors: "page",
    done: "authorisations.form.done",
    onDone: ({ id }) => void navigate(`/authorisations/${id}`, { replace: true }),
    onRefused: (error) => applyFieldErrors(form, error),
  });
  const needed = [{ required: true, whitespace: true, message: text("authorisations.required") }];
  const changes = touches.length > 0 && changesSomething(touches);
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      scrollToFirstError={{ focus: true, block: "center" }}
      initialValues={{
        kind: "once",
        resourceIds: [],
        operators: [me.person.name],
        team: "",
        risk: "",
        rollback: "",
        ...initial,
      }}
      onFinish={({ fromAt, operators, resourceIds, ...values }) =>
        void change.run({
          body: {
            ...values,
            operators: operators ?? [],
            resourceIds: resourceIds ?? [],
            ...(fromAt && { fromAt }),
          },
        })
      }
    >
      <Section title={text("authorisations.scope.title")}>
        <SystemField />
        {ready.error && <Problem error={ready.error} />}
        {known && <Known of={known} />}
        <Form.Item name="kind" label={text("authorisations.form.kind")}>
          <Radio.Group
            options={(["once", "standing"] as const).map((value) => ({
              value,
              label: known
                ? `${text(`authorisations.kind.${value}`)} (${text(`authorisations.kindHint.${value}`, {
                    days: known.onceMaxDays,
                    months: known.standingMaxMonths,
                  })})`
                : text(`authorisations.kind.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="title" label={text("authorisations.form.subject")} rules={needed}>
          <Input maxLength={100} placeholder={text("authorisations.form.subjectPlaceholder")} />
        </Form.Item>
        <OperationChecks options={OPERATION_KINDS} />
        <TouchChecks options={TOUCHES} label={text("authorisations.form.touches")} />
        <ResourceSelect
          label={text("authorisations.form.resources")}
          hint={text("authorisations.form.resourcesHint")}
          options={known?.resources ?? []}
        />
        <div className="yj-auth-pair">
          <PeopleSelect
            free
            required={false}
            label={text("authorisations.form.operators")}
            hint={text("authorisations.form.operatorsHint")}
            options={[...new Set([me.person.name, ...(known?.operators ?? [])])]}
          />
          <Form.Item
            name="team"
            label={text("authorisations.form.team")}
            extra={text("authorisations.form.teamHint")}
          >
            <Input maxLength={100} />
          </Form.Item>
        </div>
        <When />
      </Section>
      <Section title={text("authorisations.why.title")}>
        <Form.Item name="reason" label={text("authorisations.form.reason")} rules={needed}>
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 8 }}
            maxLength={2000}
            placeholder={text("authorisations.form.reasonPlaceholder")}
          />
        </Form.Item>
        {changes ? (
          <div className="yj-auth-pair">
            <Form.Item name="risk" label={text("authorisations.form.risk")} rules={needed}>
              <Input.TextArea
                autoSize={{ minRows: 2, maxRows: 8 }}
                maxLength={2000}
                placeholder={text("authorisations.form.riskPlaceholder")}
              />
            </Form.Item>
            <Form.Item name="rollback" label={text("authorisations.form.rollback")} rules={needed}>
              <Input.TextArea
                autoSize={{ minRows: 2, maxRows: 8 }}
                maxLength={2000}
                placeholder={text("authorisations.form.rollbackPlaceholder")}
              />
            </Form.Item>
          </div>
        ) : (
          touches.length > 0 && <p className="yj-hint">{text("authorisations.form.readOnly")}</p>
        )}
        <Problem error={change.error} form={form} />
        <FormActions
          submit={text("authorisations.form.submit")}
          busy={change.busy}
          onCancel={() => void navigate(-1)}
        />
      </Section>
    </Form>
  );
}

function SystemField() {
  const text = useText();
  const form = Form.useFormInstance<Values>();
  const [typed, setTyped] = useState("");
  const found = useCall(
    listSystems,
    { query: { ended: "running", limit: 50, ...(typed && { q: typed }) } },
    { keepPrevious: true },
  );
  return (
    <Form.Item
      name="systemId"
      label={text("authorisations.form.system")}
      rules={[{ required: true, message: text("authorisations.required") }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setTyped }}
        loading={found.isFetching}
        placeholder={text("authorisations.form.systemPlaceholder")}
        options={(found.data?.items ?? []).map((system) => ({
          value: system.id,
          label: `${system.name} (${system.organisation.name})`,
        }))}
        onChange={() => form.setFieldValue("resourceIds", [])}
      />
    </Form.Item>
  );
}

/** Whom one asks, in which role, and whether there is a quicker way in an emergency. */
function Known({ of }: { readonly of: OutputOf<typeof prepareAuthorisation> }) {
  const text = useText();
  return (
    <>
      <p className="yj-hint yj-auth-known">
        {text("authorisations.form.customer", {
          customer: of.customer.name,
          role: text(`authorisations.role.${of.role}`),
        })}
      </p>
      {of.rules.some((rule) => rule.mine) && (
        <Alert
          className="yj-problem"
          type="info"
          showIcon
          title={text("authorisations.form.ruleAvailable")}
          action={
            <Link to={`/authorisations/rules?systemId=${of.system.id}`}>
              {text("authorisations.emergency")}
            </Link>
          }
        />
      )}
    </>
  );
}

const HOURS = [2, 4, 8, 24];
const HOUR_MS = 3_600_000;

function When() {
  const text = useText();
  const form = Form.useFormInstance<Values>();
  const kind = Form.useWatch("kind", form);
  const lasting = (hours: number) => {
    const from = form.getFieldValue("fromAt") as string | null | undefined;
    const start = from ? Date.parse(from) : currentTime().getTime();
    form.setFieldValue("toAt", new Date(start + hours * HOUR_MS).toISOString());
    void form.validateFields(["toAt"]);
  };
  const presets =
    kind === "standing"
      ? [30, 60, 90].map((days) => ({
          hours: days * 24 - 1,
          label: text("authorisations.form.lastsDays", { days }),
        }))
      : HOURS.map((hours) => ({ hours, label: text("authorisations.form.lasts", { hours }) }));
  // A first guess that is right most nights.
  useEffect(() => {
    if (!form.getFieldValue("toAt"))
      form.setFieldValue("toAt", new Date(currentTime().getTime() + 4 * HOUR_MS).toISOString());
  }, [form]);
  return (
    <div className="yj-auth-pair">
      <Form.Item
        name="fromAt"
        label={text("authorisations.form.from")}
        extra={text("authorisations.form.fromHint")}
      >
        <InstantInput />
      </Form.Item>
      <div>
        <Form.Item
          name="toAt"
          label={text("authorisations.form.to")}
          rules={[{ required: true, message: text("authorisations.required") }]}
          extra={
            <span className="yj-auth-presets">
              {presets.map(({ hours, label }) => (
                <Button key={hours} size="small" onClick={() => lasting(hours)}>
                  {label}
                </Button>
              ))}
            </span>
          }
        >
          <InstantInput />
        </Form.Item>
      </div>
    </div>
  );
}
