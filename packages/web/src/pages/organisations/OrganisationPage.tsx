import { endOrganisation, getOrganisation, listPeople, type OutputOf } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { OrganisationEngagements } from "../../features/registry/Engagements.tsx";
import { History } from "../../features/registry/History.tsx";
import { ChangeOrganisationDrawer } from "../../features/registry/OrganisationForms.tsx";
import { CreatePersonDrawer } from "../../features/registry/PersonForms.tsx";
import { usePersonColumns } from "../../features/registry/person-columns.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { EraseAction } from "../../features/retention/EraseAction.tsx";
import { HoldAction, HoldsOn } from "../../features/retention/Holds.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

type OrganisationData = OutputOf<typeof getOrganisation>;

export default function OrganisationPage() {
  const { id = "" } = useParams();
  const organisation = useCall(getOrganisation, { params: { id } });
  return <Loaded query={organisation}>{(data) => <Organisation organisation={data} />}</Loaded>;
}

function Organisation({ organisation }: { readonly organisation: OrganisationData }) {
  const text = useText();
  const word = useWord();
  const can = useCan();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const { id, name, parent, children, may } = organisation;
  const comma = text("shell.listComma");
  const own = me.organisation.id === id;
  const empty = organisation.people === 0 && organisation.endedAt === null;
  return (
    <>
      <ObjectHeader
        back={{ to: "/organisations", label: text("registry.organisation.many") }}
        title={name}
        state={<LifeTag endedAt={organisation.endedAt} />}
        turn={
          can("people.read") &&
          empty && (
            <WhoseTurn
              who={text("registry.organisation.managers")}
              mine={can("people.manage")}
              what={text("registry.organisation.turnPeople")}
            />
          )
        }
        actions={
          <>
            {may === "all" && !own && (
              <EndAction
                route={endOrganisation}
                words="registry.organisation.end"
                params={{ name }}
                input={(reason) => ({ params: { id }, body: { version: organisation.version, reason } })}
              />
            )}
            <EraseAction kind="organisation" id={id} name={name} ended={organisation.endedAt !== null} />
            <HoldAction target="organisation" id={id} name={name} />
            {can("sso.manage") && (own || can("people.manage")) && (
              <ButtonLink to={`/organisations/${id}/sso`}>{text("signIn.sso.title")}</ButtonLink>
            )}
            {may !== "nothing" && (
              <Button type="primary" onClick={() => setChanging(true)}>
                {text("common.edit")}
              </Button>
            )}
          </>
        }
        facts={[
          { label: text("registry.organisation.shortName"), value: organisation.shortName },
          {
            label: text("registry.organisation.roles"),
            value: organisation.roles.map((role) => word("role", role)).join(comma),
          },
          { label: text("registry.organisation.creditCode"), value: organisation.creditCode },
          {
            label: text("registry.organisation.parent"),
            value: parent && <Link to={`/organisations/${parent.id}`}>{parent.name}</Link>,
          },
          {
            label: text("registry.organisation.children"),
            value:
              children.length === 0
                ? null
                : children.map((child, index) => (
                    <span key={child.id}>
                      {index > 0 && comma}
                      <Link to={`/organisations/${child.id}`}>{child.name}</Link>
                    </span>
                  )),
          },
          { label: text("registry.region"), value: organisation.region },
          {
            label: text("registry.organisation.contact"),
            value: `${organisation.contact} ${organisation.phone}`.trim(),
          },
          // Who only reads signs nothing.
          ...(organisation.roles.every((role) => role === "observer")
            ? []
            : [
                {
                  label: text("registry.organisation.twoPerson"),
                  value: text(
                    organisation.twoPersonStrict && organisation.twoPerson
                      ? "registry.organisation.twoPersonStrict"
                      : organisation.twoPerson
                        ? "registry.organisation.twoPersonOn"
                        : "registry.organisation.twoPersonOff",
                  ),
                },
              ]),
          { label: text("registry.registeredAt"), value: <Instant at={organisation.createdAt} /> },
        ]}
      />
      <HoldsOn id={id} />
      <Columns
        main={
          <>
            {can("people.read") && <People organisation={organisation} />}
            <OrganisationEngagements organisation={organisation} mayChange={may === "all"} />
          </>
        }
        side={<History entries={organisation.history} />}
      />
      <ChangeOrganisationDrawer
        open={changing}
        organisation={organisation}
        contactOnly={may === "contact"}
        onClose={() => setChanging(false)}
      />
    </>
  );
}

function People({ organisation }: { readonly organisation: OrganisationData }) {
  const text = useText();
  const can = useCan();
  const me = useMe();
  const columns = usePersonColumns({ organisation: false });
  const [adding, setAdding] = useState(false);
  const manages =
    organisation.endedAt === null &&
    (can("people.manage") || (can("people.manage-own") && me.organisation.id === organisation.id));
  return (
    <Section
      title={text("people.many")}
      extra={manages && <Button onClick={() => setAdding(true)}>{text("people.create")}</Button>}
    >
      <DataTable
        id="organisation-people"
        prefix="p."
        title={text("people.many")}
        route={listPeople}
        input={{ query: { orgId: organisation.id } }}
        columns={columns}
        search={text("people.search")}
        rowKey={(person) => person.id}
        rowLink={(person) => `/people/${person.id}`}
        empty={{ title: text("people.empty"), hint: text("people.emptyHint") }}
      />
      <CreatePersonDrawer open={adding} organisation={organisation} onClose={() => setAdding(false)} />
    </Section>
  );
}
