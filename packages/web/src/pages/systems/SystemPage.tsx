import { endSystem, getSystem, moveSystemOut, type OutputOf } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { SystemAuthorisations } from "../../features/authorisations/SystemAuthorisations.tsx";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { SubjectEngagements } from "../../features/registry/Engagements.tsx";
import { History } from "../../features/registry/History.tsx";
import { ChangeSystemDrawer, PlaceDrawer } from "../../features/registry/SystemForms.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";
import { Resources } from "./Resources.tsx";

type SystemData = OutputOf<typeof getSystem>;

export default function SystemPage() {
  const { id = "" } = useParams();
  const system = useCall(getSystem, { params: { id } });
  return <Loaded query={system}>{(data) => <System system={data} />}</Loaded>;
}

function System({ system }: { readonly system: SystemData }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const may = system.may !== "nothing";
  const warned = system.warnings.length > 0;
  const { organisation } = system;
  const turn = warned ? "check" : system.placements.length === 0 ? "place" : null;
  return (
    <>
      <ObjectHeader
        back={{ to: "/systems", label: text("registry.system.many") }}
        title={system.name}
        state={<LifeTag endedAt={system.endedAt} />}
        turn={
          system.endedAt === null && (
            <WhoseTurn
              who={turn ? organisation.name : null}
              mine={me.organisation.id === organisation.id}
              what={text(turn ? `registry.system.turn.${turn}` : "registry.system.turn.none")}
            />
          )
        }
        actions={
          may && (
            <>
              <EndAction
                route={endSystem}
                words="registry.system.end"
                params={{ name: system.name, customer: organisation.name }}
                input={(reason) => ({ params: { id: system.id }, body: { version: system.version, reason } })}
              />
              <Button type="primary" onClick={() => setChanging(true)}>
                {text("common.edit")}
              </Button>
            </>
          )
        }
        facts={[
          {
            label: text("registry.system.customer"),
            value: <Link to={`/organisations/${organisation.id}`}>{organisation.name}</Link>,
          },
          {
            label: text("registry.mlpsLevel"),
            value:
              system.mlpsLevel === null
                ? text("registry.mlpsNone")
                : text("registry.mlps", { level: system.mlpsLevel }),
          },
          {
            label: text("registry.system.website"),
            value: text(system.website ? "common.yes" : "common.no"),
          },
          { label: text("registry.system.domains"), value: system.domains.join(text("shell.listComma")) },
          { label: text("registry.system.registeredAt"), value: <Instant at={system.createdAt} /> },
          { label: text("registry.system.description"), value: system.description, wide: true },
        ]}
      />
      {warned && (
        <Alert
          className="yj-problem"
          type="warning"
          showIcon
          title={text("registry.system.warnings")}
          description={
            <ul className="yj-problem-fields">
              {system.warnings.map(({ message }) => (
                <li key={message.en}>{message[lang]}</li>
              ))}
            </ul>
          }
        />
      )}
      <Columns
        main={
          <>
            <Placements system={system} may={may} />
            <Resources system={system} />
            <SystemAuthorisations system={system} />
            <SubjectEngagements subjectId={system.id} mayChange={system.may === "all"} />
          </>
        }
        side={<History entries={system.history} />}
      />
      <ChangeSystemDrawer open={changing} system={system} onClose={() => setChanging(false)} />
    </>
  );
}

type Placement = SystemData["placementHistory"][number];

function Placements({ system, may }: { readonly system: SystemData; readonly may: boolean }) {
  const text = useText();
  const word = useWord();
  const [placing, setPlacing] = useState(false);
  return (
    <Section
      flush
      title={text("registry.system.places")}
      extra={may && <Button onClick={() => setPlacing(true)}>{text("registry.system.place")}</Button>}
    >
      <LocalTable
        title={text("registry.system.places")}
        rows={system.placementHistory}
        rowKey={(each) => `${each.cloud.id} ${each.from}`}
        empty={{ title: text("registry.system.nowhere"), hint: text("registry.system.nowhereHint") }}
        columns={[
          {
            key: "cloud",
            title: text("registry.cloud.one"),
            width: 220,
            render: (each) => <Link to={`/clouds/${each.cloud.id}`}>{each.cloud.name}</Link>,
            text: (each) => each.cloud.name,
          },
          {
            key: "zone",
            title: text("registry.system.zone"),
            width: 110,
            render: (each) => word("zone", each.zone),
            text: (each) => each.zone,
          },
          {
            key: "from",
            title: text("registry.system.placedAt"),
            width: 140,
            render: (each) => <Instant at={each.from} />,
            text: (each) => each.from,
          },
          {
            key: "to",
            title: text("registry.system.movedOutAt"),
            width: 140,
            render: (each) => <Instant at={each.to} />,
            text: (each) => each.to,
          },
          ...(may
            ? [
                {
                  key: "act",
                  title: text("registry.action"),
                  width: 76,
                  render: (each: Placement) =>
                    each.to === null && (
                      <EndAction
                        route={moveSystemOut}
                        words="registry.system.moveOut"
                        params={{ name: system.name, cloud: each.cloud.name }}
                        input={(reason) => ({
                          params: { id: system.id, cloudId: each.cloud.id },
                          body: { reason },
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
      <PlaceDrawer open={placing} systemId={system.id} onClose={() => setPlacing(false)} />
    </Section>
  );
}
