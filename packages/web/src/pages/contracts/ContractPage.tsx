import { endContract, getContract, type OutputOf } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ChangeContractDrawer } from "../../features/registry/ContractForms.tsx";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { SubjectEngagements } from "../../features/registry/Engagements.tsx";
import { History } from "../../features/registry/History.tsx";
import { ContractTag } from "../../features/registry/tags.tsx";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns } from "../../ui/Section.tsx";
import { Day } from "../../ui/When.tsx";

export default function ContractPage() {
  const { id = "" } = useParams();
  const contract = useCall(getContract, { params: { id } });
  return <Loaded query={contract}>{(data) => <Contract contract={data} />}</Loaded>;
}

function Contract({ contract }: { readonly contract: OutputOf<typeof getContract> }) {
  const text = useText();
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const { customer, provider, cloud, state } = contract;
  const may = contract.may !== "nothing";
  return (
    <>
      <ObjectHeader
        back={{ to: "/contracts", label: text("registry.contract.many") }}
        title={contract.title}
        number={contract.number}
        state={<ContractTag state={state} />}
        turn={
          state !== "ended" && (
            <WhoseTurn
              who={state === "expired" ? customer.name : null}
              mine={me.organisation.id === customer.id}
              what={text(`registry.contract.turn.${state}`)}
            />
          )
        }
        actions={
          may && (
            <>
              <EndAction
                route={endContract}
                words="registry.contract.end"
                params={{ number: contract.number, customer: customer.name, provider: provider.name }}
                input={(reason) => ({
                  params: { id: contract.id },
                  body: { version: contract.version, reason },
                })}
              />
              <Button type="primary" onClick={() => setChanging(true)}>
                {text("common.edit")}
              </Button>
            </>
          )
        }
        facts={[
          {
            label: text("registry.contract.customer"),
            value: <Link to={`/organisations/${customer.id}`}>{customer.name}</Link>,
          },
          {
            label: text("registry.contract.provider"),
            value: <Link to={`/organisations/${provider.id}`}>{provider.name}</Link>,
          },
          {
            label: text("registry.cloud.one"),
            value: cloud && <Link to={`/clouds/${cloud.id}`}>{cloud.name}</Link>,
          },
          { label: text("registry.contract.signedOn"), value: <Day date={contract.signedOn} /> },
          {
            label: text("registry.contract.endsOn"),
            value: contract.endsOn ? <Day date={contract.endsOn} /> : text("registry.contract.openEnd"),
          },
        ]}
      />
      <Columns
        main={<SubjectEngagements subjectId={contract.id} mayChange={contract.may === "all"} />}
        side={<History entries={contract.history} />}
      />
      <ChangeContractDrawer open={changing} contract={contract} onClose={() => setChanging(false)} />
    </>
  );
}
