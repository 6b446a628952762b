import { type ContractItem, changeContract, createContract } from "@yunjian/contract";
import { Form } from "antd";
import { useNavigate } from "react-router";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { DateInput, Field, Pair, TextField } from "./Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { CloudPick, OrganisationPick } from "./Picks.tsx";

interface ContractValues {
  number: string;
  title: string;
  customerOrgId: string;
  providerOrgId: string;
  cloudId: string | null;
  signedOn: string;
  endsOn: string | null;
}

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function CreateContractDrawer({ open, onClose }: DrawerProps) {
  const text = useText();
  const me = useMe();
  const supervising = useCan()("registry.write");
  const navigate = useNavigate();
  const own = { id: me.organisation.id, name: me.organisation.name };
  return (
    <FormDrawer<ContractValues, typeof createContract>
      open={open}
      title={text("registry.contract.create")}
      submit={text("registry.contract.create")}
      route={createContract}
      initial={{ cloudId: null, endsOn: null, ...(!supervising && { customerOrgId: own.id }) }}
      input={(body) => ({ body })}
      done="registry.contract.created"
      hint={text("registry.contract.createHint")}
      onClose={onClose}
      onDone={({ id }) => void navigate(`/contracts/${id}`)}
    >
      {() => (
        <>
          <ContractFields />
          <Field name="customerOrgId" label={text("registry.contract.customer")} required>
            <OrganisationPick inRole="customer" disabled={!supervising} current={supervising ? null : own} />
          </Field>
          <Field name="providerOrgId" label={text("registry.contract.provider")} required>
            <OrganisationPick inRole="provider" />
          </Field>
          <Form.Item noStyle dependencies={["providerOrgId"]}>
            {({ getFieldValue }) => (
              <Field
                name="cloudId"
                label={text("registry.cloud.one")}
                help={text("registry.contract.cloudHelp")}
              >
                <CloudPick
                  allowClear
                  providerId={(getFieldValue("providerOrgId") as string | undefined) ?? null}
                />
              </Field>
            )}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}

export function ChangeContractDrawer({
  open,
  onClose,
  contract,
}: DrawerProps & { readonly contract: ContractItem }) {
  const text = useText();
  const { number, title, signedOn, endsOn } = contract;
  return (
    <FormDrawer<Pick<ContractValues, "number" | "title" | "signedOn" | "endsOn">, typeof changeContract>
      open={open}
      title={text("registry.contract.change")}
      submit={text("common.save")}
      route={changeContract}
      initial={{ number, title, signedOn, endsOn }}
      input={(values) => ({ params: { id: contract.id }, body: { ...values, version: contract.version } })}
      done="common.saved"
      onClose={onClose}
    >
      {() => <ContractFields />}
    </FormDrawer>
  );
}

function ContractFields() {
  const text = useText();
  return (
    <>
      <TextField name="number" label={text("registry.contract.number")} required max={60} />
      <TextField name="title" label={text("registry.contract.name")} required max={200} />
      <Pair>
        <Field name="signedOn" label={text("registry.contract.signedOn")} required>
          <DateInput />
        </Field>
        <Field
          name="endsOn"
          label={text("registry.contract.endsOn")}
          help={text("registry.contract.endsHelp")}
        >
          <DateInput />
        </Field>
      </Pair>
    </>
  );
}
