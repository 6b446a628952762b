import { changeOrganisation, createOrganisation, type OrganisationItem } from "@yunjian/contract";
import { ENGAGEMENT_ROLES, type EngagementRole, isTwoPersonStrict } from "@yunjian/domain";
import { Form, Input, Select, Switch } from "antd";
import { useNavigate } from "react-router";
import { useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";
import { Field, Pair, TextField } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { OrganisationPick } from "./Picks.tsx";

interface OrganisationValues {
  name: string;
  shortName: string;
  creditCode: string | null;
  roles: EngagementRole[];
  parentId: string | null;
  region: string;
  contact: string;
  phone: string;
  twoPerson: boolean;
}

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const tidy = (values: OrganisationValues): OrganisationValues => ({
  ...values,
  creditCode: values.creditCode?.trim() || null,
});

export function CreateOrganisationDrawer({ open, onClose }: DrawerProps) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <FormDrawer<OrganisationValues, typeof createOrganisation>
      open={open}
      title={text("registry.organisation.create")}
      submit={text("registry.organisation.create")}
      route={createOrganisation}
      initial={{ creditCode: null, parentId: null, contact: "", phone: "", twoPerson: true }}
      input={(values) => ({ body: tidy(values) })}
      done="registry.organisation.created"
      onClose={onClose}
      onDone={({ id }) => void navigate(`/organisations/${id}`)}
    >
      {() => <OrganisationFields contactOnly={false} parent={null} />}
    </FormDrawer>
  );
}

/** Its own people keep contact and phone; the rest is the supervising side's. */
export function ChangeOrganisationDrawer({
  open,
  onClose,
  organisation,
  contactOnly,
}: DrawerProps & { readonly organisation: OrganisationItem; readonly contactOnly: boolean }) {
  const text = useText();
  const { name, shortName, creditCode, roles, parent, region, contact, phone, twoPerson, id, version } =
    organisation;
  return (
    <FormDrawer<OrganisationValues, typeof changeOrganisation>
      open={open}
      title={text("registry.organisation.change")}
      submit={text("common.save")}
      route={changeOrganisation}
      initial={{
        name,
        shortName,
        creditCode,
        roles,
        parentId: parent?.id ?? null,
        region,
        contact,
        phone,
        twoPerson,
      }}
      input={(values) => ({ params: { id }, body: { ...tidy(values), version } })}
      done="common.saved"
      {...(contactOnly && { hint: text("registry.organisation.contactOnly") })}
      onClose={onClose}
    >
      {() => <OrganisationFields contactOnly={contactOnly} parent={parent} />}
    </FormDrawer>
  );
}

function OrganisationFields({
  contactOnly,
  parent,
}: {
  readonly contactOnly: boolean;
  readonly parent: OrganisationItem["parent"];
}) {
  const text = useText();
  const options = useWordOptions();
  return (
    <>
      {!contactOnly && (
        <>
          <TextField
            name="name"
            label={text("registry.organisation.name")}
            required
            max={100}
            help={text("registry.organisation.nameHelp")}
          />
          <Pair>
            <TextField name="shortName" label={text("registry.organisation.shortName")} required max={20} />
            <Field name="creditCode" label={text("registry.organisation.creditCode")}>
              <Input maxLength={18} allowClear className="yj-figure" />
            </Field>
          </Pair>
          <Field
            name="roles"
            label={text("registry.organisation.roles")}
            required
            help={text("registry.organisation.rolesHelp")}
          >
            <Select mode="multiple" options={options("role", ENGAGEMENT_ROLES)} optionFilterProp="label" />
          </Field>
          <Pair>
            <Field name="parentId" label={text("registry.organisation.parent")}>
              <OrganisationPick allowClear current={parent} />
            </Field>
            <TextField name="region" label={text("registry.region")} required max={50} />
          </Pair>
        </>
      )}
      <Pair>
        <TextField name="contact" label={text("registry.organisation.contact")} max={50} />
        <TextField name="phone" label={text("registry.organisation.phone")} max={30} />
      </Pair>
      {!contactOnly && (
        <Form.Item noStyle dependencies={["roles"]}>
          {({ getFieldValue }) => {
            const roles = (getFieldValue("roles") as string[] | undefined) ?? [];
            const must = isTwoPersonStrict(roles);
            return (
              <Field
                name="twoPerson"
                label={text("registry.organisation.twoPerson")}
                valuePropName="checked"
                help={text(
                  must ? "registry.organisation.twoPersonMust" : "registry.organisation.twoPersonHelp",
                )}
              >
                <Switch />
              </Field>
            );
          }}
        </Form.Item>
      )}
    </>
  );
}
