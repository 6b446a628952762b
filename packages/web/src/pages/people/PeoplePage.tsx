import { getOrganisation, listPeople } from "@yunjian/contract";
import { POSTS } from "@yunjian/domain";
import { Button, Modal } from "antd";
import { useMemo, useState } from "react";
import { CreatePersonDrawer } from "../../features/registry/PersonForms.tsx";
import { OrganisationPick } from "../../features/registry/Picks.tsx";
import { usePersonColumns } from "../../features/registry/person-columns.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWordOptions } from "../../lib/words.ts";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function PeoplePage() {
  const text = useText();
  const options = useWordOptions();
  const can = useCan();
  const me = useMe();
  const columns = usePersonColumns({ organisation: true });
  const [choosing, setChoosing] = useState(false);
  const [orgId, setOrgId] = useState<string | null>(null);
  const organisation = useCall(getOrganisation, orgId ? { params: { id: orgId } } : null);
  const filters = useMemo<Filter[]>(
    () => [
      { param: "post", label: text("people.post"), options: options("post", POSTS), width: 150 },
      {
        param: "state",
        label: text("registry.state"),
        options: (["active", "invited", "locked", "ended"] as const).map((state) => ({
          value: state,
          label: text(`people.state.${state}`),
        })),
      },
    ],
    [text, options],
  );
  const all = can("people.manage");
  const manages = all || can("people.manage-own");
  const add = manages && (
    <Button type="primary" onClick={() => (all ? setChoosing(true) : setOrgId(me.organisation.id))}>
      {text("people.create")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("people.many")}
        hint={text("people.manyHint")}
        actions={
          manages && (
            <>
              <ButtonLink to="/imports/new?kind=people">{text("registry.importMany")}</ButtonLink>
              {add}
            </>
          )
        }
      />
      <DataTable
        id="people"
        title={text("people.many")}
        route={listPeople}
        columns={columns}
        filters={filters}
        search={text("people.search")}
        rowKey={(person) => person.id}
        rowLink={(person) => `/people/${person.id}`}
        empty={{ title: text("people.empty"), hint: text("people.emptyHint"), action: add }}
      />
      <Modal
        open={choosing}
        title={text("people.whichOrganisation")}
        footer={null}
        onCancel={() => setChoosing(false)}
        destroyOnHidden
      >
        <div style={{ display: "grid" }}>
          <OrganisationPick
            onChange={(id) => {
              setOrgId(id);
              setChoosing(false);
            }}
          />
        </div>
      </Modal>
      {organisation.data && (
        <CreatePersonDrawer
          key={organisation.data.id}
          open={orgId !== null}
          organisation={organisation.data}
          onClose={() => setOrgId(null)}
        />
      )}
    </>
  );
}
