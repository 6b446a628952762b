import {
  decidePrivilege,
  endPrivilege,
  getPrivilege,
  type OutputOf,
  restPrivilege,
  usePrivilege,
  withdrawPrivilege,
} from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import "../../features/rights/rights.css";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { History } from "../../features/registry/History.tsx";
import { PrivilegeTag } from "../../features/rights/PrivilegeTag.tsx";
import { usePermissionWord } from "../../features/rights/permissions.tsx";
import { ScopeWords } from "../../features/rights/ScopePick.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { ObjectHeader, WhoseTurn } from "../../ui/ObjectHeader.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

type Privilege = OutputOf<typeof getPrivilege>;

export default function PrivilegePage() {
  const { id = "" } = useParams();
  const query = useCall(getPrivilege, { params: { id } });
  return <Loaded query={query}>{(data) => <Shown privilege={data} />}</Loaded>;
}

function Shown({ privilege }: { readonly privilege: Privilege }) {
  const text = useText();
  const word = useWord();
  const can = useCan();
  const permissionWord = usePermissionWord();
  const label = (name: string) => text(`privileges.${name}`);
  const { person, organisation, standing } = privilege;
  const runs = standing === "active" || standing === "planned";
  return (
    <>
      <ObjectHeader
        back={{ to: "/privileges", label: label("title") }}
        title={privilege.purpose}
        state={<PrivilegeTag standing={standing} />}
        turn={<Turn privilege={privilege} />}
        actions={<Actions privilege={privilege} />}
        facts={[
          {
            label: label("person"),
            value: can("people.read") ? <Link to={`/people/${person.id}`}>{person.name}</Link> : person.name,
          },
          { label: label("organisation"), value: organisation.name },
          { label: label("from"), value: <Instant at={privilege.from} /> },
          { label: label("until"), value: <DueTime at={privilege.until} done={!runs} /> },
          { label: label("scope"), value: <ScopeWords subjects={privilege.subjects} /> },
          { label: label("uses"), value: <span title={label("usesHint")}>{privilege.uses}</span> },
          { label: label("askedAt"), value: <Instant at={privilege.askedAt} /> },
          ...(privilege.decidedBy === null
            ? []
            : [
                { label: label("decidedBy"), value: privilege.decidedBy },
                { label: label("decidedAt"), value: <Instant at={privilege.decidedAt} /> },
                { label: label("note"), value: privilege.decisionNote },
              ]),
          ...(privilege.endedAt === null
            ? []
            : [
                { label: label("endedBy"), value: privilege.endedBy ?? person.name },
                { label: label("endedAt"), value: <Instant at={privilege.endedAt} /> },
                { label: label("endReason"), value: privilege.endReason },
              ]),
        ]}
      />
      <Columns
        main={
          <Section
            title={label("what")}
            hint={
              privilege.post ? text("privileges.postOf", { post: word("post", privilege.post) }) : undefined
            }
          >
            <ul className="yj-rules">
              {privilege.permissions.map((permission) => (
                <li key={permission}>{permissionWord(permission)}</li>
              ))}
            </ul>
          </Section>
        }
        side={<History entries={privilege.history} />}
      />
    </>
  );
}

function Turn({ privilege }: { readonly privilege: Privilege }) {
  const text = useText();
  const { standing, may, inUse } = privilege;
  const say = (name: string) => text(`privileges.turn.${name}`);
  if (standing === "asked")
    return <WhoseTurn who={say("deciders")} mine={may.decide} what={say("decide")} until={privilege.from} />;
  if (inUse) return <WhoseTurn who={null} what={say("inUse")} />;
  if (standing === "planned" || standing === "active") return <WhoseTurn who={null} what={say(standing)} />;
  return <WhoseTurn who={null} what={say("over")} />;
}

function Actions({ privilege }: { readonly privilege: Privilege }) {
  const text = useText();
  const [deciding, setDeciding] = useState<"grant" | "refuse" | null>(null);
  const { id, version, may, inUse } = privilege;
  const use = useChange(usePrivilege, { done: "privileges.used" });
  const rest = useChange(restPrivilege, { done: "privileges.rested" });
  const withdraw = useChange(withdrawPrivilege, { done: "privileges.withdrawn" });
  const label = (name: string) => text(`privileges.${name}`);
  return (
    <>
      {may.end && (
        <EndAction
          route={endPrivilege}
          words="privileges.end"
          params={{ name: privilege.person.name }}
          input={(reason) => ({ params: { id }, body: { version, reason } })}
        />
      )}
      {may.withdraw && (
        <Button
          loading={withdraw.busy}
          onClick={() => void withdraw.run({ params: { id }, body: { version } })}
        >
          {label("withdraw")}
        </Button>
      )}
      {inUse && (
        <Button loading={rest.busy} onClick={() => void rest.run({})}>
          {label("rest")}
        </Button>
      )}
      {may.use && (
        <Button type="primary" loading={use.busy} onClick={() => void use.run({ params: { id } })}>
          {label("use")}
        </Button>
      )}
      {may.decide && (
        <>
          <Button onClick={() => setDeciding("refuse")}>{label("refuse")}</Button>
          <Button type="primary" onClick={() => setDeciding("grant")}>
            {label("grant")}
          </Button>
        </>
      )}
      {deciding && (
        <Decide privilege={privilege} grant={deciding === "grant"} onClose={() => setDeciding(null)} />
      )}
    </>
  );
}

function Decide({
  privilege,
  grant,
  onClose,
}: {
  readonly privilege: Privilege;
  readonly grant: boolean;
  readonly onClose: () => void;
}) {
  const text = useText();
  const { id, version, person } = privilege;
  const change = useChange(decidePrivilege, {
    errors: "page",
    done: grant ? "privileges.granted" : "privileges.refused",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text(grant ? "privileges.grantTitle" : "privileges.refuseTitle", { name: person.name })}
      confirm={text(grant ? "privileges.grant" : "privileges.refuse")}
      reason={grant ? "optional" : "required"}
      {...(grant && { label: text("privileges.noteOptional") })}
      busy={change.busy}
      error={change.error}
      onConfirm={(note) => void change.run({ params: { id }, body: { version, grant, note } })}
      onCancel={onClose}
    >
      {grant && (
        <p>
          {text("privileges.grantHint", {
            from: formatInstant(privilege.from),
            until: formatInstant(privilege.until),
          })}
        </p>
      )}
    </ReasonModal>
  );
}
