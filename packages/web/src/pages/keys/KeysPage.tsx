import {
  type BodyOf,
  getKeyLimits,
  type KeyItem,
  listKeys,
  makeKey,
  type OutputOf,
  revokeKey,
  rotateKey,
} from "@yunjian/contract";
import { addDays, dateOf } from "@yunjian/domain";
import { Button, Space } from "antd";
import { useState } from "react";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { DateInput, Field, TextField } from "../../features/registry/Fields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";
import { SecretModal } from "../../features/registry/SecretModal.tsx";
import { PermissionPick, PermissionWords } from "../../features/rights/permissions.tsx";
import { ScopePick, ScopeWords } from "../../features/rights/ScopePick.tsx";
import { useCall } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

const STATES = { active: "active", expiring: "expiring", expired: "expired", revoked: "voided" } as const;
const USUAL_DAYS = 180;

type Made = OutputOf<typeof makeKey> & { readonly previousUntil?: string | null };
type Limits = OutputOf<typeof getKeyLimits>;

/** Keys by which machines and the command line act for their maker. */
export default function KeysPage() {
  const text = useText();
  const can = useCan();
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<KeyItem | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const limits = useCall(getKeyLimits, {});
  const columns = useColumns(setRotating);
  const make = (
    <Button type="primary" disabled={!limits.data} onClick={() => setMaking(true)}>
      {text("people.key.make")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("people.key.many")}
        hint={text(can("key.manage") ? "people.key.hintLead" : "people.key.hint")}
        actions={make}
      />
      <DataTable
        id="keys"
        title={text("people.key.many")}
        route={listKeys}
        columns={columns}
        rowKey={(key) => key.id}
        exportable={false}
        empty={{ title: text("people.key.empty"), hint: text("people.key.emptyHint"), action: make }}
      />
      {limits.data && (
        <MakeDrawer open={making} limits={limits.data} onClose={() => setMaking(false)} onDone={setMade} />
      )}
      {rotating && limits.data && (
        <RotateDialog of={rotating} limits={limits.data} onClose={() => setRotating(null)} onDone={setMade} />
      )}
      <SecretModal
        secret={made?.secret ?? null}
        title={text("people.key.secret")}
        onClose={() => setMade(null)}
      >
        {made && text("people.key.secretHint", { until: formatInstant(made.expiresAt) })}
        {made?.previousUntil && (
          <div>{text("people.key.oldUntil", { until: formatInstant(made.previousUntil) })}</div>
        )}
      </SecretModal>
    </>
  );
}

function useColumns(onRotate: (key: KeyItem) => void): Column<KeyItem>[] {
  const text = useText();
  return [
    {
      key: "name",
      title: text("people.key.name"),
      main: true,
      width: 170,
      render: (key) => (
        <>
          {key.name}
          <div className="yj-hint">
            <code>{key.prefix}…</code>
          </div>
        </>
      ),
      text: (key) => key.name,
    },
    {
      key: "person",
      title: text("people.key.actsAs"),
      width: 75,
      render: (key) => key.person.name,
      text: (key) => key.person.name,
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 100,
      render: (key) => (
        <StateTag
          plain
          kind="generic"
          state={STATES[key.state]}
          label={text(`people.key.state.${key.state}`)}
        />
      ),
      text: (key) => text(`people.key.state.${key.state}`),
    },
    {
      key: "may",
      title: text("people.key.may"),
      width: 240,
      render: (key) => (
        <>
          {key.permissions === null ? (
            text("people.key.mayAll")
          ) : (
            <PermissionWords permissions={key.permissions} />
          )}
          <div className="yj-hint">
            <ScopeWords subjects={key.subjects} />
          </div>
        </>
      ),
      text: (key) => key.permissions?.join(" ") ?? "",
    },
    {
      key: "used",
      title: text("people.key.lastUsed"),
      width: 145,
      render: (key) =>
        key.lastUsedAt ? (
          <>
            <Instant at={key.lastUsedAt} />
            <div className="yj-hint">{key.lastUsedAddress}</div>
          </>
        ) : (
          text("people.key.neverUsed")
        ),
      text: (key) => key.lastUsedAt,
    },
    {
      key: "expires",
      title: text("people.key.expires"),
      width: 170,
      render: (key) => (
        <>
          <DueTime at={key.expiresAt} done={key.state !== "active" && key.state !== "expiring"} />
          {key.previousUntil && (
            <div className="yj-hint">
              {text("people.key.oldUntil", { until: formatInstant(key.previousUntil) })}
            </div>
          )}
        </>
      ),
      text: (key) => key.expiresAt,
    },
    {
      key: "made",
      title: text("people.key.made"),
      optional: true,
      width: 150,
      render: (key) => <Instant at={key.createdAt} />,
      text: (key) => key.createdAt,
    },
    {
      key: "act",
      title: text("registry.action"),
      width: 115,
      render: (key) => (
        <Space size={0}>
          {key.mayRotate && (
            <Button size="small" type="link" onClick={() => onRotate(key)}>
              {text("people.key.rotate")}
            </Button>
          )}
          {key.mayRevoke && (
            <EndAction
              route={revokeKey}
              words="people.key.revoke"
              reason="none"
              params={{ name: key.name }}
              input={() => ({ params: { id: key.id }, body: { version: key.version } })}
              button={{ size: "small", type: "link" }}
            />
          )}
        </Space>
      ),
      text: () => null,
    },
  ];
}

type MakeValues = BodyOf<typeof makeKey>;

function MakeDrawer({
  open,
  limits,
  onClose,
  onDone,
}: {
  readonly open: boolean;
  readonly limits: Limits;
  readonly onClose: () => void;
  readonly onDone: (made: Made) => void;
}) {
  const text = useText();
  const today = dateOf(currentTime());
  return (
    <FormDrawer<MakeValues, typeof makeKey>
      open={open}
      title={text("people.key.make")}
      submit={text("people.key.make")}
      route={makeKey}
      initial={{ expiresOn: usual(today, limits), permissions: [], subjects: null }}
      input={(body) => ({ body })}
      done="people.key.done"
      hint={text("people.key.makeHint")}
      onClose={onClose}
      onDone={onDone}
    >
      {(form) => (
        <>
          <TextField
            name="name"
            label={text("people.key.name")}
            required
            max={50}
            help={text("people.key.nameHelp")}
          />
          <Field
            name="permissions"
            label={text("people.key.may")}
            required
            help={
              <>
                {text("people.key.mayHelp")}{" "}
                <Button
                  type="link"
                  size="small"
                  onClick={() => form.setFieldValue("permissions", limits.permissions)}
                >
                  {text("rights.all")}
                </Button>
              </>
            }
          >
            <PermissionPick offered={limits.permissions} />
          </Field>
          <Field name="subjects" label={text("rights.scope")} help={text("people.key.scopeHelp")}>
            <ScopePick />
          </Field>
          <Field
            name="expiresOn"
            label={text("people.key.expiresOn")}
            required
            help={text("people.key.latest", { date: limits.latest })}
          >
            <DateInput earliest={today} latest={limits.latest} />
          </Field>
        </>
      )}
    </FormDrawer>
  );
}

function RotateDialog({
  of,
  limits,
  onClose,
  onDone,
}: {
  readonly of: KeyItem;
  readonly limits: Limits;
  readonly onClose: () => void;
  readonly onDone: (made: Made) => void;
}) {
  const text = useText();
  const today = dateOf(currentTime());
  return (
    <FormDialog<{ expiresOn: string }, typeof rotateKey>
      open
      title={text("people.key.rotateTitle", { name: of.name })}
      confirm={text("people.key.rotate")}
      route={rotateKey}
      initial={{ expiresOn: usual(today, limits) }}
      input={({ expiresOn }) => ({ params: { id: of.id }, body: { version: of.version, expiresOn } })}
      done="people.key.rotated"
      onClose={onClose}
      onDone={onDone}
      hint={text(limits.overlapHours === 0 ? "people.key.rotateNow" : "people.key.rotateHint", {
        hours: limits.overlapHours,
      })}
    >
      <Field
        name="expiresOn"
        label={text("people.key.expiresOn")}
        required
        help={text("people.key.latest", { date: limits.latest })}
      >
        <DateInput earliest={today} latest={limits.latest} />
      </Field>
    </FormDialog>
  );
}

function usual(today: string, limits: Limits): string {
  const day = addDays(today, USUAL_DAYS);
  return day < limits.latest ? day : limits.latest;
}
