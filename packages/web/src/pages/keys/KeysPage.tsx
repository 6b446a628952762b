import { type KeyItem, listKeys, makeKey, type OutputOf, revokeKey } from "@yunjian/contract";
import { addDays, dateOf, KEY_DAYS_MAX } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { EndAction } from "../../features/registry/EndAction.tsx";
import { DateInput, Field, TextField } from "../../features/registry/Fields.tsx";
import { FormDrawer } from "../../features/registry/FormDrawer.tsx";
import { SecretModal } from "../../features/registry/SecretModal.tsx";
import { currentTime } from "../../lib/clock.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";

const STATES = { active: "active", expired: "expired", revoked: "voided" } as const;
const USUAL_DAYS = 180;

/** Keys by which machines and the command line act for their maker. */
export default function KeysPage() {
  const text = useText();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<OutputOf<typeof makeKey> | null>(null);
  const today = dateOf(currentTime());
  const columns: Column<KeyItem>[] = [
    {
      key: "name",
      title: text("people.key.name"),
      main: true,
      width: 200,
      render: (key) => key.name,
      text: (key) => key.name,
    },
    {
      key: "prefix",
      title: text("people.key.prefix"),
      width: 140,
      render: (key) => <code>{key.prefix}…</code>,
      text: (key) => key.prefix,
    },
    {
      key: "person",
      title: text("people.key.actsAs"),
      width: 120,
      render: (key) => key.person.name,
      text: (key) => key.person.name,
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 110,
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
      key: "used",
      title: text("people.key.lastUsed"),
      width: 150,
      render: (key) => (key.lastUsedAt ? <Instant at={key.lastUsedAt} /> : text("people.key.neverUsed")),
      text: (key) => key.lastUsedAt,
    },
    {
      key: "expires",
      title: text("people.key.expires"),
      width: 180,
      render: (key) => <DueTime at={key.expiresAt} done={key.state !== "active"} />,
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
      width: 90,
      render: (key) =>
        key.state === "active" && (
          <EndAction
            route={revokeKey}
            words="people.key.revoke"
            reason="none"
            params={{ name: key.name }}
            input={() => ({ params: { id: key.id }, body: { version: key.version } })}
            button={{ size: "small", type: "link" }}
          />
        ),
      text: () => null,
    },
  ];
  const make = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {text("people.key.make")}
    </Button>
  );
  return (
    <>
      <PageHeader title={text("people.key.many")} hint={text("people.key.hint")} actions={make} />
      <DataTable
        id="keys"
        title={text("people.key.many")}
        route={listKeys}
        columns={columns}
        rowKey={(key) => key.id}
        exportable={false}
        empty={{ title: text("people.key.empty"), hint: text("people.key.emptyHint"), action: make }}
      />
      <FormDrawer<{ name: string; expiresOn: string }, typeof makeKey>
        open={making}
        title={text("people.key.make")}
        submit={text("people.key.make")}
        route={makeKey}
        initial={{ expiresOn: addDays(today, USUAL_DAYS) }}
        input={(body) => ({ body })}
        done="people.key.done"
        hint={text("people.key.makeHint")}
        onClose={() => setMaking(false)}
        onDone={setMade}
      >
        {() => (
          <>
            <TextField
              name="name"
              label={text("people.key.name")}
              required
              max={50}
              help={text("people.key.nameHelp")}
            />
            <Field
              name="expiresOn"
              label={text("people.key.expiresOn")}
              required
              help={text("people.key.expiresHelp")}
            >
              <DateInput earliest={today} latest={addDays(today, KEY_DAYS_MAX)} />
            </Field>
          </>
        )}
      </FormDrawer>
      <SecretModal
        secret={made?.secret ?? null}
        title={text("people.key.secret")}
        onClose={() => setMade(null)}
      >
        {made && text("people.key.secretHint", { until: formatInstant(made.expiresAt) })}
      </SecretModal>
    </>
  );
}
