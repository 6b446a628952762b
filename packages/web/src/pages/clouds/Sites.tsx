import { endSite, type getCloud, type OutputOf, type SiteItem } from "@yunjian/contract";
import { Button, Space } from "antd";
import { useState } from "react";
import { SiteDrawer } from "../../features/registry/CloudForms.tsx";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

/** The cloud's data-centre sites; some duties are proven once per site. */
export function Sites({ cloud }: { readonly cloud: OutputOf<typeof getCloud> }) {
  const text = useText();
  const [editing, setEditing] = useState<{ site: SiteItem | null } | null>(null);
  const may = cloud.may !== "nothing";
  return (
    <Section
      flush
      title={text("registry.site.many")}
      hint={text("registry.site.hint")}
      extra={
        may && <Button onClick={() => setEditing({ site: null })}>{text("registry.site.create")}</Button>
      }
    >
      <LocalTable
        title={text("registry.site.many")}
        rows={cloud.siteList}
        rowKey={(site) => site.id}
        empty={{ title: text("registry.site.empty"), hint: text("registry.site.emptyHint") }}
        columns={[
          {
            key: "name",
            title: text("registry.site.name"),
            width: 150,
            render: (site) => site.name,
            text: (site) => site.name,
          },
          {
            key: "address",
            title: text("registry.site.address"),
            width: 230,
            render: (site) => site.address,
            text: (site) => site.address,
          },
          {
            key: "purpose",
            title: text("registry.site.purpose"),
            width: 80,
            render: (site) => site.purpose,
            text: (site) => site.purpose,
          },
          {
            key: "state",
            title: text("registry.state"),
            width: 110,
            render: (site) => (
              <>
                <LifeTag plain endedAt={site.endedAt} /> {site.endedAt && <Instant at={site.endedAt} />}
              </>
            ),
            text: (site) => site.endedAt,
          },
          ...(may
            ? [
                {
                  key: "act",
                  title: text("registry.action"),
                  width: 120,
                  render: (site: SiteItem) =>
                    site.endedAt === null && (
                      <Space size={4}>
                        <Button size="small" type="link" onClick={() => setEditing({ site })}>
                          {text("common.edit")}
                        </Button>
                        {cloud.may === "all" && (
                          <EndAction
                            route={endSite}
                            words="registry.site.end"
                            params={{ name: site.name, provider: cloud.provider.name }}
                            input={(reason) => ({
                              params: { id: site.id },
                              body: { version: site.version, reason },
                            })}
                            button={{ size: "small", type: "link" }}
                          />
                        )}
                      </Space>
                    ),
                  text: () => null,
                },
              ]
            : []),
        ]}
      />
      <SiteDrawer
        open={editing !== null}
        cloudId={cloud.id}
        site={editing?.site ?? null}
        onClose={() => setEditing(null)}
      />
    </Section>
  );
}
