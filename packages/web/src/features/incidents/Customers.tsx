import {
  callIncidentCustomer,
  draftIncidentText,
  type IncidentCustomer,
  type IncidentDetail,
  listIncidentCustomers,
  notifyIncidentCustomers,
  waiveIncidentCustomer,
} from "@yunjian/contract";
import { CALL_RESULTS, type CallResult } from "@yunjian/domain";
import { Button, Form, Input, Radio, Segmented } from "antd";
import { useState } from "react";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import type { StepProps } from "./StepDialogs.tsx";

const FILTERS = ["all", "open", "untold", "to-call", "acknowledged", "waived"] as const;

/** Who is affected, who knows, and who has to be called. */
export function Customers({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>("all");
  const [dialog, setDialog] = useState<
    "notify" | "follow" | { call: IncidentCustomer } | { waive: IncidentCustomer }
  >();
  const [limit, setLimit] = useState(50);
  const query = useCall(
    listIncidentCustomers,
    { params: { id: of.id }, query: { limit, ...(filter !== "all" && { standing: filter }) } },
    { keepPrevious: true, refetchInterval: 30_000 },
  );
  const can = (action: "notify" | "call" | "waive") => of.actions.includes(action);
  const close = () => setDialog(undefined);
  const all: Column<IncidentCustomer>[] = [
    {
      key: "name",
      title: text("incidents.customers.name"),
      main: true,
      width: 120,
      render: (row) => row.organisation.name,
      text: (row) => row.organisation.name,
    },
    {
      key: "standing",
      title: text("incidents.customers.standing"),
      width: 140,
      render: (row) => (
        <div>
          <StateTag kind="incidentCustomer" state={row.standing} />
          <div className="yj-hint">
            {row.toldAt !== null || row.waivedAt !== null ? (
              <Instant at={row.acknowledgedAt ?? row.waivedAt ?? row.readAt ?? row.toldAt} />
            ) : null}
            {row.unreachable && ` ${text("incidents.customers.unreachable")}`}
            {row.acknowledgedHow === "phone" && ` ${text("incidents.customers.phone")}`}
            {row.calls > 0 && ` ${text("incidents.customers.calls", { count: row.calls })}`}
          </div>
        </div>
      ),
      text: (row) => text(`state.incidentCustomer.${row.standing}`),
    },
    {
      key: "contact",
      title: text("incidents.customers.contact"),
      width: 120,
      render: (row) => `${row.contact} ${row.phone}`.trim() || null,
      text: (row) => `${row.contact} ${row.phone}`,
    },
    {
      key: "systems",
      title: text("incidents.customers.systems"),
      width: 80,
      render: (row) => row.systems,
      text: (row) => String(row.systems),
    },
    {
      key: "answer",
      title: text("incidents.customers.answer"),
      width: 100,
      render: (row) => row.note || row.waivedReason || null,
      text: (row) => row.note,
    },
    {
      key: "do",
      title: "",
      width: 95,
      render: (row) =>
        ["acknowledged", "waived"].includes(row.standing) ? null : (
          <>
            {can("call") && (
              <Button size="small" type="link" onClick={() => setDialog({ call: row })}>
                {text("incidents.customers.call")}
              </Button>
            )}
            {can("waive") && (
              <Button size="small" type="link" onClick={() => setDialog({ waive: row })}>
                {text("incidents.customers.waive")}
              </Button>
            )}
          </>
        ),
      text: () => "",
    },
  ];
  const columns = can("call") || can("waive") ? all : all.filter(({ key }) => key !== "do");
  return (
    <Section
      title={text("incidents.customers.title")}
      {...(query.data && { hint: text("incidents.customers.summary", { ...query.data.figures }) })}
      extra={
        <>
          {can("notify") && of.notices.length > 0 && (
            <Button onClick={() => setDialog("follow")}>{text("incidents.customers.followUp")}</Button>
          )}{" "}
          {can("notify") && of.customers.untold > 0 && (
            <Button type="primary" onClick={() => setDialog("notify")}>
              {text("incidents.customers.notify")}
            </Button>
          )}
        </>
      }
    >
      <Segmented
        aria-label={text("incidents.customers.title")}
        value={filter}
        onChange={(value) => setFilter(value)}
        options={FILTERS.map((value) => ({ value, label: text(`incidents.customers.filter.${value}`) }))}
        style={{ marginBottom: 12 }}
      />
      <Loaded query={query}>
        {(page) => (
          <>
            <LocalTable
              title={text("incidents.customers.title")}
              rows={page.items}
              columns={columns}
              rowKey={(row) => row.organisation.id}
              empty={{ title: text("incidents.customers.none"), hint: text("incidents.customers.noneHint") }}
            />
            {page.next && limit < 200 && (
              <Button type="link" onClick={() => setLimit(200)}>
                {text("incidents.customers.more")}
              </Button>
            )}
          </>
        )}
      </Loaded>
      {(dialog === "notify" || dialog === "follow") && (
        <NotifyDialog of={of} followUp={dialog === "follow"} onClose={close} />
      )}
      {typeof dialog === "object" && "call" in dialog && (
        <CallDialog of={of} row={dialog.call} onClose={close} />
      )}
      {typeof dialog === "object" && "waive" in dialog && (
        <WaiveDialog of={of} row={dialog.waive} onClose={close} />
      )}
    </Section>
  );
}

function NotifyDialog({ of, followUp, onClose }: StepProps & { readonly followUp: boolean }) {
  const text = useText();
  const draft = useCall(draftIncidentText, { params: { id: of.id }, query: { channel: "customers" } });
  if (!draft.data && !draft.error) return null;
  return (
    <FormDialog<{ text: string }, typeof notifyIncidentCustomers>
      open
      width={680}
      title={text("incidents.customers.notifyTitle")}
      confirm={text("incidents.customers.notifyConfirm")}
      route={notifyIncidentCustomers}
      initial={{ text: draft.data?.text ?? "" }}
      input={(values) => ({ params: { id: of.id }, body: { version: of.version, ...values, followUp } })}
      done="incidents.customers.notified"
      onClose={onClose}
      hint={text(followUp ? "incidents.customers.followHint" : "incidents.customers.notifyHint")}
    >
      <Form.Item
        name="text"
        label={text("incidents.customers.text")}
        rules={[{ required: true, whitespace: true, message: text("incidents.form.required") }]}
      >
        <Input.TextArea autoSize={{ minRows: 6, maxRows: 16 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}

interface OneCustomer extends StepProps {
  readonly row: IncidentCustomer;
}

function CallDialog({ of, row, onClose }: OneCustomer) {
  const text = useText();
  return (
    <FormDialog<{ result: CallResult; spokeTo: string; text: string }, typeof callIncidentCustomer>
      open
      title={text("incidents.customers.callTitle", { name: row.organisation.name })}
      confirm={text("incidents.customers.call")}
      route={callIncidentCustomer}
      initial={{ result: "reached", spokeTo: row.contact, text: "" }}
      input={(body) => ({ params: { id: of.id, orgId: row.organisation.id }, body })}
      done="incidents.customers.called"
      onClose={onClose}
    >
      <Form.Item name="result" label={text("incidents.customers.result")}>
        <Radio.Group
          options={CALL_RESULTS.map((value) => ({
            value,
            label: text(`incidents.customers.results.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="spokeTo" label={text("incidents.customers.spokeTo")}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="text" label={text("incidents.customers.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
      </Form.Item>
    </FormDialog>
  );
}

function WaiveDialog({ of, row, onClose }: OneCustomer) {
  const text = useText();
  const change = useChange(waiveIncidentCustomer, {
    errors: "page",
    done: "incidents.customers.waived",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open
      title={text("incidents.customers.waiveTitle", { name: row.organisation.name })}
      confirm={text("incidents.customers.waive")}
      reason="required"
      busy={change.busy}
      error={change.error}
      onConfirm={(reason) =>
        void change.run({ params: { id: of.id, orgId: row.organisation.id }, body: { reason } })
      }
      onCancel={onClose}
    />
  );
}
