import {
  applyCertificate,
  type CertificateSummary,
  type CloudItem,
  changeCloud,
  changeSite,
  createCertificate,
  createCloud,
  createSite,
  type SiteItem,
} from "@yunjian/contract";
import {
  CAPABILITY_LEVELS,
  type CapabilityLevel,
  DEPLOYMENTS,
  type Deployment,
  dateOf,
  SERVICE_MODELS,
  type ServiceModel,
  ZONES,
  type Zone,
} from "@yunjian/domain";
import { Checkbox, Radio, Select } from "antd";
import { useNavigate } from "react-router";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";
import { DateInput, Field, MlpsSelect, Pair, TextField } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { OrganisationPick } from "./Picks.tsx";

interface CloudValues {
  providerOrgId: string;
  name: string;
  serviceModels: ServiceModel[];
  deployment: Deployment;
  zones: Zone[];
  region: string;
  carriers: string[];
  capabilityLevel: CapabilityLevel;
  mlpsLevel: number | null;
  supervisedFrom: string;
}

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function CreateCloudDrawer({ open, onClose }: DrawerProps) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <FormDrawer<CloudValues, typeof createCloud>
      open={open}
      title={text("registry.cloud.create")}
      submit={text("registry.cloud.create")}
      route={createCloud}
      initial={{
        deployment: "shared",
        capabilityLevel: "general",
        carriers: [],
        mlpsLevel: 3,
        supervisedFrom: dateOf(currentTime()),
      }}
      input={(body) => ({ body })}
      done="registry.cloud.created"
      hint={text("registry.cloud.createHint")}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/clouds/${id}`)}
    >
      {() => (
        <>
          <Field name="providerOrgId" label={text("registry.cloud.provider")} required>
            <OrganisationPick inRole="provider" />
          </Field>
          <CloudFields />
        </>
      )}
    </FormDrawer>
  );
}

export function ChangeCloudDrawer({ open, onClose, cloud }: DrawerProps & { readonly cloud: CloudItem }) {
  const text = useText();
  const {
    name,
    serviceModels,
    deployment,
    zones,
    region,
    carriers,
    capabilityLevel,
    mlpsLevel,
    supervisedFrom,
  } = cloud;
  return (
    <FormDrawer<Omit<CloudValues, "providerOrgId">, typeof changeCloud>
      open={open}
      title={text("registry.cloud.change")}
      submit={text("common.save")}
      route={changeCloud}
      initial={{
        name,
        serviceModels,
        deployment,
        zones,
        region,
        carriers,
        capabilityLevel,
        mlpsLevel,
        supervisedFrom,
      }}
      input={(values) => ({ params: { id: cloud.id }, body: { ...values, version: cloud.version } })}
      done="common.saved"
      hint={text("registry.cloud.changeHint")}
      onClose={onClose}
    >
      {() => <CloudFields />}
    </FormDrawer>
  );
}

function CloudFields() {
  const text = useText();
  const options = useWordOptions();
  return (
    <>
      <TextField name="name" label={text("registry.cloud.name")} required max={100} />
      <Field name="serviceModels" label={text("registry.cloud.serviceModels")} required>
        <Checkbox.Group options={options("serviceModel", SERVICE_MODELS)} />
      </Field>
      <Pair>
        <Field name="deployment" label={text("registry.cloud.deployment")} required>
          <Radio.Group options={options("deployment", DEPLOYMENTS)} />
        </Field>
        <Field name="zones" label={text("registry.cloud.zones")} required>
          <Checkbox.Group options={options("zone", ZONES)} />
        </Field>
      </Pair>
      <Field
        name="capabilityLevel"
        label={text("registry.cloud.capabilityLevel")}
        required
        help={text("registry.cloud.capabilityHelp")}
      >
        <Radio.Group options={options("capabilityLevel", CAPABILITY_LEVELS)} />
      </Field>
      <Pair>
        <Field name="mlpsLevel" label={text("registry.mlpsLevel")}>
          <MlpsSelect />
        </Field>
        <Field
          name="supervisedFrom"
          label={text("registry.cloud.supervisedFrom")}
          required
          help={text("registry.cloud.supervisedFromHelp")}
        >
          <DateInput />
        </Field>
      </Pair>
      <Pair>
        <TextField name="region" label={text("registry.region")} required max={50} />
        <Field
          name="carriers"
          label={text("registry.cloud.carriers")}
          help={text("registry.cloud.carriersHelp")}
        >
          <Select mode="tags" tokenSeparators={["、", ",", "，"]} open={false} suffixIcon={null} />
        </Field>
      </Pair>
    </>
  );
}

interface SiteValues {
  name: string;
  address: string;
  purpose: string;
}

export function SiteDrawer({
  open,
  onClose,
  cloudId,
  site,
}: DrawerProps & { readonly cloudId: string; readonly site: SiteItem | null }) {
  const text = useText();
  const fields = (
    <>
      <TextField name="name" label={text("registry.site.name")} required max={100} />
      <TextField name="address" label={text("registry.site.address")} required max={200} />
      <TextField
        name="purpose"
        label={text("registry.site.purpose")}
        max={200}
        help={text("registry.site.purposeHelp")}
      />
    </>
  );
  const shared = { open, onClose, done: "common.saved" };
  if (site) {
    const { name, address, purpose, id, version } = site;
    return (
      <FormDrawer<SiteValues, typeof changeSite>
        {...shared}
        title={text("registry.site.change")}
        submit={text("common.save")}
        route={changeSite}
        initial={{ name, address, purpose }}
        input={(values) => ({ params: { id }, body: { ...values, version } })}
      >
        {() => fields}
      </FormDrawer>
    );
  }
  return (
    <FormDrawer<SiteValues, typeof createSite>
      {...shared}
      title={text("registry.site.create")}
      submit={text("registry.site.create")}
      route={createSite}
      initial={{ purpose: "" }}
      input={(body) => ({ params: { id: cloudId }, body })}
      hint={text("registry.site.createHint")}
    >
      {() => fields}
    </FormDrawer>
  );
}

interface CertificateValues {
  number: string;
  issuedOn: string;
  validUntil: string | null;
}

export function CertificateDrawer({ open, onClose, cloudId }: DrawerProps & { readonly cloudId: string }) {
  const text = useText();
  return (
    <FormDrawer<CertificateValues, typeof createCertificate>
      open={open}
      title={text("registry.certificate.create")}
      submit={text("registry.certificate.create")}
      route={createCertificate}
      initial={{ validUntil: null }}
      input={(body) => ({ params: { id: cloudId }, body })}
      done="common.saved"
      onClose={onClose}
    >
      {() => (
        <>
          <TextField name="number" label={text("registry.certificate.number")} required max={60} />
          <Pair>
            <Field name="issuedOn" label={text("registry.certificate.issuedOn")} required>
              <DateInput latest={dateOf(currentTime())} />
            </Field>
            <Field
              name="validUntil"
              label={text("registry.certificate.validUntil")}
              help={text("registry.certificate.validHelp")}
            >
              <DateInput />
            </Field>
          </Pair>
        </>
      )}
    </FormDrawer>
  );
}

export function ApplyDrawer({
  open,
  onClose,
  certificate,
}: DrawerProps & { readonly certificate: CertificateSummary }) {
  const text = useText();
  return (
    <FormDrawer<{ appliedOn: string }, typeof applyCertificate>
      open={open}
      title={text("registry.certificate.apply")}
      submit={text("common.save")}
      route={applyCertificate}
      initial={{ appliedOn: dateOf(currentTime()) }}
      input={({ appliedOn }) => ({
        params: { id: certificate.id },
        body: { version: certificate.version, appliedOn },
      })}
      done="common.saved"
      onClose={onClose}
    >
      {() => (
        <>
          <Field name="appliedOn" label={text("registry.certificate.appliedOn")} required>
            <DateInput earliest={certificate.issuedOn} latest={dateOf(currentTime())} />
          </Field>
          <p className="yj-hint">{text("registry.certificate.applyHint", { number: certificate.number })}</p>
        </>
      )}
    </FormDrawer>
  );
}
