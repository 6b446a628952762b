import { endCloud, getCloud, listSystems, type OutputOf, type SystemItem } from "@yunjian/contract";
import { endOfDay } from "@yunjian/domain";
import { Button, Space } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ChangeTerms } from "../../features/changes/Terms.tsx";
import { ChangeCloudDrawer } from "../../features/registry/CloudForms.tsx";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { SubjectEngagements } from "../../features/registry/Engagements.tsx";
import { History } from "../../features/registry/History.tsx";
import { PackageAction } from "../../features/packages/PackageAction.tsx";
import { HoldAction, HoldsOn } from "../../features/retention/Holds.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Day } from "../../ui/When.tsx";
import { Certificates } from "./Certificates.tsx";
import { Sites } from "./Sites.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function CloudPage() {
  const { id = "" } = useParams();
  const cloud = useCall(getCloud, { params: { id } });
  return <Loaded query={cloud}>{(data) => <Cloud cloud={data} />}</Loaded>;
}

type CloudData = OutputOf<typeof getCloud>;

function Cloud({ cloud }: { readonly cloud: CloudData }) {
  const text = useText();
  const word = useWord();
  const can = useCan();
  const [changing, setChanging] = useState(false);
  const join = (parts: readonly string[]) => parts.join(text("shell.listComma"));
  const supervising = cloud.may === "all";
  return (
    <>
      <ObjectHeader
        back={{ to: "/clouds", label: text("registry.cloud.many") }}
        title={cloud.name}
        state={
          <Space size={8}>
            <LifeTag endedAt={cloud.endedAt} />
            {cloud.capabilityLevel === "enhanced" && (
              <ToneTag tone="info">{word("capabilityLevel", "enhanced")}</ToneTag>
            )}
          </Space>
        }
        turn={<Turn cloud={cloud} />}
        actions={
          <>
            {can("posture.read") && (
              <ButtonLink to={`/posture/clouds/${cloud.id}`}>{text("registry.cloud.posture")}</ButtonLink>
            )}
            <PackageAction type="cloud" id={cloud.id} name={cloud.name} />
            <HoldAction target="cloud" id={cloud.id} name={cloud.name} />
            {supervising && (
              <EndAction
                route={endCloud}
                words="registry.cloud.end"
                params={{ name: cloud.name, provider: cloud.provider.name }}
                input={(reason) => ({ params: { id: cloud.id }, body: { version: cloud.version, reason } })}
              />
            )}
            {supervising && (
              <Button type="primary" onClick={() => setChanging(true)}>
                {text("common.edit")}
              </Button>
            )}
          </>
        }
        facts={[
          {
            label: text("registry.cloud.provider"),
            value: <Link to={`/organisations/${cloud.provider.id}`}>{cloud.provider.name}</Link>,
          },
          { label: text("registry.cloud.serviceModels"), value: join(cloud.serviceModels) },
          { label: text("registry.cloud.deployment"), value: word("deployment", cloud.deployment) },
          { label: text("registry.cloud.zones"), value: join(cloud.zones.map((zone) => word("zone", zone))) },
          {
            label: text("registry.cloud.capabilityLevel"),
            value: word("capabilityLevel", cloud.capabilityLevel),
          },
          {
            label: text("registry.mlpsLevel"),
            value:
              cloud.mlpsLevel === null
                ? text("registry.mlpsNone")
                : text("registry.mlps", { level: cloud.mlpsLevel }),
          },
          { label: text("registry.region"), value: cloud.region },
          { label: text("registry.cloud.carriers"), value: join(cloud.carriers) },
          { label: text("registry.cloud.supervisedFrom"), value: <Day date={cloud.supervisedFrom} /> },
        ]}
      />
      <HoldsOn id={cloud.id} />
      <Columns
        main={
          <>
            <Certificates cloud={cloud} />
            <Sites cloud={cloud} />
            {can("change.read") && <ChangeTerms cloudId={cloud.id} />}
            <Systems cloudId={cloud.id} />
            <SubjectEngagements subjectId={cloud.id} mayChange={supervising} />
          </>
        }
        side={<History entries={cloud.history} />}
      />
      <ChangeCloudDrawer open={changing} cloud={cloud} onClose={() => setChanging(false)} />
    </>
  );
}

/** The register has one thing that somebody has to do in time: to keep the security assessment valid. */
function Turn({ cloud }: { readonly cloud: CloudData }) {
  const text = useText();
  const me = useMe();
  if (cloud.endedAt !== null) return null;
  const { certificate, provider } = cloud;
  const mine = me.organisation.id === provider.id;
  const turn = (what: string, until?: string) => (
    <WhoseTurn
      who={provider.name}
      mine={mine}
      what={text(`registry.certificate.turn.${what}`)}
      {...(until && { until: endOfDay(until) })}
    />
  );
  switch (certificate?.state) {
    case undefined:
      return turn("none");
    case "apply-soon":
    case "apply-late":
      return turn("apply", certificate.applyBy);
    case "applied":
      return turn("applied", certificate.validUntil);
    case "expired":
    case "voided":
      return turn("again");
    case "valid":
      return <WhoseTurn who={null} what={text("registry.certificate.turn.valid")} />;
  }
}

function Systems({ cloudId }: { readonly cloudId: string }) {
  const text = useText();
  const zoneOf = useZone(cloudId);
  return (
    <Section title={text("registry.system.onCloud")}>
      <DataTable
        id="cloud-systems"
        prefix="s."
        title={text("registry.system.onCloud")}
        route={listSystems}
        input={{ query: { cloudId } }}
        search={text("registry.system.search")}
        rowKey={(system) => system.id}
        rowLink={(system) => `/systems/${system.id}`}
        empty={{ title: text("registry.system.noneOnCloud"), hint: text("registry.system.noneOnCloudHint") }}
        columns={[
          {
            key: "name",
            title: text("registry.system.name"),
            main: true,
            sort: "name",
            width: 220,
            render: (system) => <Link to={`/systems/${system.id}`}>{system.name}</Link>,
            text: (system) => system.name,
          },
          {
            key: "org",
            title: text("registry.system.customer"),
            width: 150,
            render: (system) => system.organisation.name,
            text: (system) => system.organisation.name,
          },
          { key: "zone", title: text("registry.system.zone"), width: 120, render: zoneOf, text: zoneOf },
          {
            key: "mlps",
            title: text("registry.mlpsLevel"),
            width: 100,
            render: (system) =>
              system.mlpsLevel === null
                ? text("registry.mlpsNone")
                : text("registry.mlps", { level: system.mlpsLevel }),
            text: (system) => system.mlpsLevel,
          },
        ]}
      />
    </Section>
  );
}

function useZone(cloudId: string): (system: SystemItem) => string {
  const word = useWord();
  return (system) => {
    const zone = system.placements.find((placement) => placement.cloud.id === cloudId)?.zone;
    return zone ? word("zone", zone) : "";
  };
}
