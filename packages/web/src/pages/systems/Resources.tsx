import {
  endResource,
  type getSystem,
  listResources,
  type OutputOf,
  type ResourceItem,
} from "@yunjian/contract";
import { RESOURCE_KINDS } from "@yunjian/domain";
import { Button, Space } from "antd";
import { useMemo, useState } from "react";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { ResourceDrawer } from "../../features/registry/SystemForms.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

/** What the system uses on its clouds: a minimal list, entered by customer or provider. */
export function Resources({ system }: { readonly system: OutputOf<typeof getSystem> }) {
  const text = useText();
  const can = useCan();
  const [editing, setEditing] = useState<{ resource: ResourceItem | null } | null>(null);
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "kind",
        label: text("registry.resource.kind"),
        options: RESOURCE_KINDS.map((kind) => ({
          value: kind,
          label: text(`registry.resource.kinds.${kind}`),
        })),
      },
      {
        param: "ended",
        label: text("registry.state"),
        options: [
          { value: "running", label: text("registry.life.running") },
          { value: "ended", label: text("registry.life.ended") },
        ],
      },
    ],
    [text],
  );
  // The provider of a cloud enters resources of systems that it may not change otherwise.
  const may =
    system.endedAt === null && system.placements.length > 0 && can(["registry.write", "registry.own"]);
  return (
    <Section
      title={text("registry.resource.many")}
      extra={
        may && (
          <Space>
            <ButtonLink to="/imports/new?kind=resources">{text("registry.importMany")}</ButtonLink>
            <Button onClick={() => setEditing({ resource: null })}>{text("registry.resource.create")}</Button>
          </Space>
        )
      }
    >
      <DataTable
        id="resources"
        prefix="r."
        title={text("registry.resource.many")}
        route={listResources}
        input={{ params: { id: system.id } }}
        filters={filters}
        search={text("registry.resource.search")}
        rowKey={(resource) => resource.id}
        empty={{ title: text("registry.resource.empty"), hint: text("registry.resource.emptyHint") }}
        columns={[
          {
            key: "name",
            title: text("registry.resource.name"),
            main: true,
            sort: "name",
            width: 140,
            render: (each) => each.name,
            text: (each) => each.name,
          },
          {
            key: "kind",
            title: text("registry.resource.kind"),
            width: 80,
            render: (each) => text(`registry.resource.kinds.${each.kind}`),
            text: (each) => text(`registry.resource.kinds.${each.kind}`),
          },
          {
            key: "specification",
            title: text("registry.resource.specification"),
            width: 110,
            render: (each) => each.specification,
            text: (each) => each.specification,
          },
          {
            key: "address",
            title: text("registry.resource.address"),
            width: 110,
            render: (each) => <span className="yj-figure">{each.address}</span>,
            text: (each) => each.address,
          },
          {
            key: "cloud",
            title: text("registry.cloud.one"),
            width: 140,
            render: (each) => each.cloud.name,
            text: (each) => each.cloud.name,
          },
          {
            key: "state",
            title: text("registry.state"),
            width: 80,
            render: (each) => <LifeTag plain endedAt={each.endedAt} />,
            text: (each) => each.endedAt,
          },
          ...(may
            ? [
                {
                  key: "act",
                  title: text("registry.action"),
                  width: 110,
                  render: (each: ResourceItem) =>
                    each.endedAt === null && (
                      <Space size={4}>
                        <Button size="small" type="link" onClick={() => setEditing({ resource: each })}>
                          {text("common.edit")}
                        </Button>
                        <EndAction
                          route={endResource}
                          words="registry.resource.end"
                          reason="none"
                          params={{ name: each.name, system: system.name }}
                          input={() => ({ params: { id: each.id }, body: { version: each.version } })}
                          button={{ size: "small", type: "link" }}
                        />
                      </Space>
                    ),
                  text: () => null,
                },
              ]
            : []),
        ]}
      />
      <ResourceDrawer
        open={editing !== null}
        system={system}
        resource={editing?.resource ?? null}
        onClose={() => setEditing(null)}
      />
    </Section>
  );
}
