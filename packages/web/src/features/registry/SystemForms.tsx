import {
  changeResource,
  changeSystem,
  createResource,
  createSystem,
  placeSystem,
  type ResourceItem,
  type SystemItem,
} from "@yunjian/contract";
import { RESOURCE_KINDS, type ResourceKind, ZONES, type Zone } from "@yunjian/domain";
import { Radio, Select, Switch } from "antd";
import { useNavigate } from "react-router";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWordOptions } from "../../lib/words.ts";
import { Field, MlpsSelect, Pair, TextField } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { CloudPick, OrganisationPick } from "./Picks.tsx";

interface SystemValues {
  orgId: string;
  name: string;
  mlpsLevel: number | null;
  website: boolean;
  domains: string[];
  description: string;
}

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function CreateSystemDrawer({ open, onClose }: DrawerProps) {
  const text = useText();
  const me = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const own = { id: me.organisation.id, name: me.organisation.name };
  const supervising = can("registry.write");
  return (
    <FormDrawer<SystemValues, typeof createSystem>
      open={open}
      title={text("registry.system.create")}
      submit={text("registry.system.create")}
      route={createSystem}
      initial={{
        mlpsLevel: null,
        website: false,
        domains: [],
        description: "",
        ...(!supervising && { orgId: own.id }),
      }}
      input={(body) => ({ body })}
      done="registry.system.created"
      hint={text("registry.system.createHint")}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/systems/${id}`)}
    >
      {() => (
        <>
          <Field name="orgId" label={text("registry.system.customer")} required>
            <OrganisationPick inRole="customer" disabled={!supervising} current={supervising ? null : own} />
          </Field>
          <SystemFields />
        </>
      )}
    </FormDrawer>
  );
}

export function ChangeSystemDrawer({ open, onClose, system }: DrawerProps & { readonly system: SystemItem }) {
  const text = useText();
  const { name, mlpsLevel, website, domains, description } = system;
  return (
    <FormDrawer<Omit<SystemValues, "orgId">, typeof changeSystem>
      open={open}
      title={text("registry.system.change")}
      submit={text("common.save")}
      route={changeSystem}
      initial={{ name, mlpsLevel, website, domains, description }}
      input={(values) => ({ params: { id: system.id }, body: { ...values, version: system.version } })}
      done="common.saved"
      onClose={onClose}
    >
      {() => <SystemFields />}
    </FormDrawer>
  );
}

function SystemFields() {
  const text = useText();
  return (
    <>
      <TextField name="name" label={text("registry.system.name")} required max={100} />
      <Pair>
        <Field name="mlpsLevel" label={text("registry.mlpsLevel")}>
          <MlpsSelect />
        </Field>
        <Field
          name="website"
          label={text("registry.system.website")}
          valuePropName="checked"
          help={text("registry.system.websiteHelp")}
        >
          <Switch />
        </Field>
      </Pair>
      <Field
        name="domains"
        label={text("registry.system.domains")}
        help={text("registry.system.domainsHelp")}
      >
        <Select mode="tags" tokenSeparators={["、", ",", "，", " ", "\n"]} open={false} suffixIcon={null} />
      </Field>
      <TextField name="description" label={text("registry.system.description")} max={2000} area />
    </>
  );
}

export function PlaceDrawer({ open, onClose, systemId }: DrawerProps & { readonly systemId: string }) {
  const text = useText();
  const options = useWordOptions();
  return (
    <FormDrawer<{ cloudId: string; zone: Zone }, typeof placeSystem>
      open={open}
      title={text("registry.system.place")}
      submit={text("registry.system.place")}
      route={placeSystem}
      initial={{}}
      input={(body) => ({ params: { id: systemId }, body })}
      done="registry.system.placed"
      hint={text("registry.system.placeHint")}
      onClose={onClose}
    >
      {() => (
        <>
          <Field name="cloudId" label={text("registry.cloud.one")} required>
            <CloudPick />
          </Field>
          <Field name="zone" label={text("registry.system.zone")} required>
            <Radio.Group options={options("zone", ZONES)} />
          </Field>
        </>
      )}
    </FormDrawer>
  );
}

interface ResourceValues {
  cloudId: string;
  kind: ResourceKind;
  name: string;
  specification: string;
  address: string;
}

export function ResourceDrawer({
  open,
  onClose,
  system,
  resource,
}: DrawerProps & { readonly system: SystemItem; readonly resource: ResourceItem | null }) {
  const text = useText();
  const clouds = system.placements.map(({ cloud }) => ({ value: cloud.id, label: cloud.name }));
  const fields = (
    <>
      <Field name="kind" label={text("registry.resource.kind")} required>
        <Select
          options={RESOURCE_KINDS.map((kind) => ({
            value: kind,
            label: text(`registry.resource.kinds.${kind}`),
          }))}
        />
      </Field>
      <TextField name="name" label={text("registry.resource.name")} required max={100} />
      <Pair>
        <TextField name="specification" label={text("registry.resource.specification")} max={200} />
        <TextField name="address" label={text("registry.resource.address")} max={200} />
      </Pair>
    </>
  );
  const shared = { open, onClose, done: "common.saved", submit: text("common.save") };
  if (resource) {
    const { kind, name, specification, address, id, version } = resource;
    return (
      <FormDrawer<Omit<ResourceValues, "cloudId">, typeof changeResource>
        {...shared}
        title={text("registry.resource.change")}
        route={changeResource}
        initial={{ kind, name, specification, address }}
        input={(values) => ({ params: { id }, body: { ...values, version } })}
      >
        {() => fields}
      </FormDrawer>
    );
  }
  return (
    <FormDrawer<ResourceValues, typeof createResource>
      {...shared}
      title={text("registry.resource.create")}
      route={createResource}
      initial={{
        kind: "vm",
        specification: "",
        address: "",
        ...(clouds.length === 1 && { cloudId: clouds[0]?.value ?? "" }),
      }}
      input={(body) => ({ params: { id: system.id }, body })}
    >
      {() => (
        <>
          <Field name="cloudId" label={text("registry.cloud.one")} required>
            <Select options={clouds} />
          </Field>
          {fields}
        </>
      )}
    </FormDrawer>
  );
}
