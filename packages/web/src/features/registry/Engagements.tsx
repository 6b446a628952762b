import { type EngagementItem, endEngagement, listEngagements, startEngagement } from "@yunjian/contract";
import { ENGAGEMENT_ROLES, type EngagementRole } from "@yunjian/domain";
import { Button, Form, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";
import { EndAction } from "./EndAction.tsx";
import { Field } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { OrganisationPick } from "./Picks.tsx";
import { LifeTag } from "./tags.tsx";

/** Who stands in which role towards a subject: the one source of who sees and may do what. */
export function SubjectEngagements({
  subjectId,
  mayChange,
}: {
  readonly subjectId: string;
  readonly mayChange: boolean;
}) {
  const text = useText();
  const [adding, setAdding] = useState(false);
  const found = useCall(listEngagements, { query: { subjectId, limit: 200 } });
  return (
    <Section
      flush
      title={text("registry.engagement.title")}
      hint={text("registry.engagement.hint")}
      extra={
        mayChange && <Button onClick={() => setAdding(true)}>{text("registry.engagement.start")}</Button>
      }
    >
      <Loaded query={found}>
        {({ items }) => <EngagementTable items={items} show="organisation" mayChange={mayChange} />}
      </Loaded>
      <StartDrawer open={adding} subjectId={subjectId} onClose={() => setAdding(false)} />
    </Section>
  );
}

/** What an organisation is engaged with. */
export function OrganisationEngagements({
  organisation,
  mayChange,
}: {
  readonly organisation: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
  readonly mayChange: boolean;
}) {
  const text = useText();
  const found = useCall(listEngagements, { query: { orgId: organisation.id, limit: 200 } });
  const reads = mayChange && organisation.roles.includes("observer");
  const everything = found.data?.items.some((item) => item.subject === null && item.to === null);
  return (
    <Section
      flush
      title={text("registry.engagement.title")}
      hint={text("registry.engagement.hint")}
      extra={
        reads &&
        everything === false && (
          <EndAction
            route={startEngagement}
            words="registry.engagement.all"
            reason="none"
            params={{ organisation: organisation.name }}
            input={() => ({ body: { orgId: organisation.id, role: "observer" as const, subjectId: null } })}
            button={{ danger: false }}
          />
        )
      }
    >
      <Loaded query={found}>
        {({ items }) => <EngagementTable items={items} show="subject" mayChange={reads} />}
      </Loaded>
    </Section>
  );
}

const PAGES: Partial<Record<string, string>> = {
  cloud: "clouds",
  system: "systems",
  organisation: "organisations",
  contract: "contracts",
};

function EngagementTable({
  items,
  show,
  mayChange,
}: {
  readonly items: readonly EngagementItem[];
  readonly show: "organisation" | "subject";
  readonly mayChange: boolean;
}) {
  const text = useText();
  const word = useWord();
  const subjectOf = (item: EngagementItem) => item.subject?.name ?? text("registry.engagement.everything");
  return (
    <LocalTable
      title={text("registry.engagement.title")}
      rows={items}
      rowKey={(item) => item.id}
      empty={{ title: text("registry.engagement.none"), hint: text("registry.engagement.noneHint") }}
      columns={[
        show === "organisation"
          ? {
              key: "organisation",
              title: text("registry.organisation.one"),
              width: 150,
              render: (item) => (
                <>
                  <Link to={`/organisations/${item.organisation.id}`}>{item.organisation.name}</Link>
                  {item.subject === null && (
                    <span className="yj-person-org">{text("registry.engagement.everything")}</span>
                  )}
                </>
              ),
              text: (item) => item.organisation.name,
            }
          : {
              key: "subject",
              title: text("registry.engagement.subject"),
              width: 200,
              render: (item) => {
                const page = item.subject && PAGES[item.subject.kind];
                return page ? (
                  <Link to={`/${page}/${item.subject?.id}`}>{subjectOf(item)}</Link>
                ) : (
                  subjectOf(item)
                );
              },
              text: subjectOf,
            },
        {
          key: "role",
          title: text("registry.engagement.role"),
          width: 150,
          render: (item) => word("role", item.role),
          text: (item) => word("role", item.role),
        },
        {
          key: "from",
          title: text("registry.engagement.from"),
          width: 140,
          render: (item) => <Instant at={item.from} />,
          text: (item) => item.from,
        },
        {
          key: "state",
          title: text("registry.state"),
          width: 150,
          render: (item) => (
            <>
              <LifeTag endedAt={item.to} plain running={text("registry.engagement.running")} />{" "}
              {item.to && <Instant at={item.to} />}
            </>
          ),
          text: (item) => item.to,
        },
        ...(mayChange
          ? [
              {
                key: "act",
                title: text("registry.action"),
                width: 76,
                render: (item: EngagementItem) =>
                  item.to === null &&
                  (item.subject !== null || item.role === "observer") && (
                    <EndAction
                      route={endEngagement}
                      words="registry.engagement.end"
                      params={{ organisation: item.organisation.name, role: word("role", item.role) }}
                      input={(reason) => ({
                        params: { id: item.id },
                        body: { version: item.version, reason },
                      })}
                      button={{ size: "small", type: "link" }}
                    />
                  ),
                text: () => null,
              },
            ]
          : []),
      ]}
    />
  );
}

function StartDrawer({
  open,
  subjectId,
  onClose,
}: {
  readonly open: boolean;
  readonly subjectId: string;
  readonly onClose: () => void;
}) {
  const text = useText();
  const options = useWordOptions();
  return (
    <FormDrawer<{ orgId: string; role: EngagementRole }, typeof startEngagement>
      open={open}
      title={text("registry.engagement.start")}
      submit={text("registry.engagement.start")}
      route={startEngagement}
      initial={{}}
      input={({ orgId, role }) => ({ body: { orgId, role, subjectId } })}
      done="registry.engagement.started"
      hint={text("registry.engagement.startHint")}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Field name="role" label={text("registry.engagement.role")} required>
            <Select
              options={options("role", ENGAGEMENT_ROLES)}
              onChange={() => form.setFieldValue("orgId", undefined)}
            />
          </Field>
          <Form.Item noStyle dependencies={["role"]}>
            {({ getFieldValue }) => (
              <Field name="orgId" label={text("registry.organisation.one")} required>
                <OrganisationPick
                  inRole={getFieldValue("role") as EngagementRole}
                  disabled={getFieldValue("role") === undefined}
                />
              </Field>
            )}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
