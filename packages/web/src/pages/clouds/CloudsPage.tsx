import { type CloudItem, listClouds } from "@yunjian/contract";
import { CAPABILITY_LEVELS, DEPLOYMENTS, SERVICE_MODELS, ZONES } from "@yunjian/domain";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { CreateCloudDrawer } from "../../features/registry/CloudForms.tsx";
import { CertificateTag, LifeTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Day } from "../../ui/When.tsx";
import { NumberCell } from "../../ui/Words.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

/** Every cloud that I may see, with where its security assessment stands. */
export default function CloudsPage() {
  const text = useText();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const filters = useFilters();
  const register = can("registry.write") && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {text("registry.cloud.create")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("registry.cloud.many")}
        hint={text("registry.cloud.manyHint")}
        actions={
          can("registry.write") && (
            <>
              <ButtonLink to="/imports/new?kind=clouds">{text("registry.importMany")}</ButtonLink>
              {register}
            </>
          )
        }
      />
      <DataTable
        id="clouds"
        title={text("registry.cloud.many")}
        route={listClouds}
        columns={columns}
        filters={filters}
        search={text("registry.cloud.search")}
        rowKey={(cloud) => cloud.id}
        rowLink={(cloud) => `/clouds/${cloud.id}`}
        empty={{
          title: text("registry.cloud.empty"),
          hint: text("registry.cloud.emptyHint"),
          action: register,
        }}
      />
      <CreateCloudDrawer open={adding} onClose={() => setAdding(false)} />
    </>
  );
}

function useFilters(): Filter[] {
  const text = useText();
  const options = useWordOptions();
  return useMemo(
    () => [
      {
        param: "capabilityLevel",
        label: text("registry.cloud.capabilityLevel"),
        options: options("capabilityLevel", CAPABILITY_LEVELS),
      },
      {
        param: "serviceModel",
        label: text("registry.cloud.serviceModels"),
        options: options("serviceModel", SERVICE_MODELS),
      },
      {
        param: "deployment",
        label: text("registry.cloud.deployment"),
        options: options("deployment", DEPLOYMENTS),
      },
      { param: "zone", label: text("registry.cloud.zones"), options: options("zone", ZONES) },
      {
        param: "ended",
        label: text("registry.state"),
        options: [
          { value: "running", label: text("registry.life.running") },
          { value: "ended", label: text("registry.life.ended") },
        ],
      },
    ],
    [text, options],
  );
}

function useColumns(): Column<CloudItem>[] {
  const text = useText();
  const word = useWord();
  const join = (parts: readonly string[]) => parts.join(text("shell.listComma"));
  return [
    {
      key: "name",
      title: text("registry.cloud.name"),
      main: true,
      sort: "name",
      width: 220,
      render: (cloud) => (
        <>
          <Link to={`/clouds/${cloud.id}`}>{cloud.name}</Link>{" "}
          {cloud.endedAt && <LifeTag plain endedAt={cloud.endedAt} />}
        </>
      ),
      text: (cloud) => cloud.name,
    },
    {
      key: "provider",
      title: text("registry.cloud.provider"),
      width: 120,
      render: (cloud) => cloud.provider.name,
      text: (cloud) => cloud.provider.name,
    },
    {
      key: "models",
      title: text("registry.cloud.serviceModels"),
      width: 106,
      render: (cloud) => join(cloud.serviceModels),
      text: (cloud) => join(cloud.serviceModels),
    },
    {
      key: "deployment",
      title: text("registry.cloud.deployment"),
      optional: true,
      width: 90,
      render: (cloud) => word("deployment", cloud.deployment),
      text: (cloud) => word("deployment", cloud.deployment),
    },
    {
      key: "zones",
      title: text("registry.cloud.zones"),
      optional: true,
      width: 190,
      render: (cloud) => join(cloud.zones.map((zone) => word("zone", zone))),
      text: (cloud) => join(cloud.zones.map((zone) => word("zone", zone))),
    },
    {
      key: "level",
      title: text("registry.cloud.capabilityLevel"),
      width: 84,
      render: (cloud) => word("capabilityLevel", cloud.capabilityLevel),
      text: (cloud) => word("capabilityLevel", cloud.capabilityLevel),
    },
    {
      key: "mlps",
      title: text("registry.mlpsLevel"),
      width: 84,
      render: (cloud) =>
        cloud.mlpsLevel === null
          ? text("registry.mlpsNone")
          : text("registry.mlps", { level: cloud.mlpsLevel }),
      text: (cloud) => cloud.mlpsLevel,
    },
    {
      key: "certificate",
      title: text("registry.certificate.title"),
      width: 130,
      render: (cloud) => <CertificateTag state={cloud.certificate?.state ?? null} />,
      text: (cloud) =>
        text(
          cloud.certificate
            ? `registry.certificate.state.${cloud.certificate.state}`
            : "registry.certificate.none",
        ),
    },
    {
      key: "until",
      title: text("registry.certificate.validUntil"),
      width: 132,
      render: (cloud) => <Day date={cloud.certificate?.validUntil ?? null} />,
      text: (cloud) => cloud.certificate?.validUntil,
    },
    {
      key: "sites",
      title: text("registry.site.many"),
      width: 64,
      align: "right",
      render: (cloud) => <NumberCell value={cloud.sites} />,
      text: (cloud) => cloud.sites,
    },
    {
      key: "systems",
      title: text("registry.system.many"),
      width: 84,
      align: "right",
      render: (cloud) => <NumberCell value={cloud.systems} />,
      text: (cloud) => cloud.systems,
    },
    {
      key: "region",
      title: text("registry.region"),
      width: 120,
      optional: true,
      render: (cloud) => cloud.region,
      text: (cloud) => cloud.region,
    },
    {
      key: "from",
      title: text("registry.cloud.supervisedFrom"),
      width: 150,
      optional: true,
      render: (cloud) => <Day date={cloud.supervisedFrom} />,
      text: (cloud) => cloud.supervisedFrom,
    },
    {
      key: "state",
      title: text("registry.state"),
      optional: true,
      width: 100,
      render: (cloud) => <LifeTag plain endedAt={cloud.endedAt} />,
      text: (cloud) => cloud.endedAt,
    },
  ];
}
