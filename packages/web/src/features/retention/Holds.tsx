import "./retention.css";
import { askHoldLift, listHolds, type OutputOf, placeHold } from "@yunjian/contract";
import type { HoldTarget } from "@yunjian/domain";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ReasonModal } from "../../ui/Confirm.tsx";
import { TextField } from "../../ui/FormFields.tsx";
import { FormDrawer } from "../../ui/FormDrawer.tsx";

type Hold = OutputOf<typeof listHolds>["items"][number];

/** Says on an object's page that a hold lies on it. Only those who look after retention are told. */
export function HoldsOn({ id }: { readonly id: string }) {
  const text = useText();
  const can = useCan();
  const query = useCall(
    listHolds,
    can("retention.read") ? { query: { targetId: id, standing: "in-force", limit: 10 } } : null,
  );
  return (query.data?.items ?? []).map((hold) => (
    <Alert
      key={hold.id}
      type="warning"
      showIcon
      className="yj-retention-note"
      title={text("retention.holds.on", { number: hold.number, reference: hold.reference })}
      description={
        <>
          {hold.reason} <Link to="/retention/holds?standing=in-force">{text("retention.holds.list")}</Link>
        </>
      }
    />
  ));
}

/** Places a hold on the object of this page. */
export function HoldAction({
  target,
  id,
  name,
  small = false,
}: {
  readonly target: HoldTarget;
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}) {
  const text = useText();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can("hold.place") || !can("retention.read")) return null;
  const label = (key: string) => text(`retention.holds.${key}`);
  return (
    <>
      <Button {...(small && { type: "link" as const, size: "small" as const })} onClick={() => setOpen(true)}>
        {label("place")}
      </Button>
      <FormDrawer<{ reason: string; reference: string }, typeof placeHold>
        open={open}
        title={text("retention.holds.placeTitle", { name })}
        submit={label("place")}
        route={placeHold}
        initial={{}}
        input={(values) => ({ body: { target, targetId: id, ...values } })}
        done="retention.holds.placed"
        hint={label(`covers.${target}`)}
        onClose={() => setOpen(false)}
      >
        {() => (
          <>
            <TextField
              name="reference"
              label={label("reference")}
              required
              max={200}
              help={label("referenceHelp")}
            />
            <TextField name="reason" label={label("reason")} required max={2000} rows={2} />
          </>
        )}
      </FormDrawer>
    </>
  );
}

export function LiftDialog({ hold, onClose }: { readonly hold: Hold | null; readonly onClose: () => void }) {
  const text = useText();
  const ask = useChange(askHoldLift, {
    errors: "page",
    done: "retention.holds.liftAsked",
    onDone: onClose,
  });
  return (
    <ReasonModal
      open={hold !== null}
      title={text("retention.holds.liftTitle", { number: hold?.number ?? "" })}
      confirm={text("retention.holds.lift")}
      busy={ask.busy}
      error={ask.error}
      onConfirm={(reason) => {
        if (hold) void ask.run({ params: { id: hold.id }, body: { reason } });
      }}
      onCancel={() => {
        ask.reset();
        onClose();
      }}
    >
      <p>{text("retention.holds.liftHint")}</p>
    </ReasonModal>
  );
}
