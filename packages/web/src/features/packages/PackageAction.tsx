import { makePackage } from "@yunjian/contract";
import { dateOf, PACKAGE_NEEDS, type PackageScope } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { DateInput } from "../../ui/DateInput.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { Field, Pair } from "../../ui/FormFields.tsx";

interface Values {
  from?: string;
  to?: string;
}

/** Asks for the evidence package of the object of this page. */
export function PackageAction({
  type,
  id,
  name,
}: {
  readonly type: PackageScope;
  readonly id: string;
  readonly name: string;
}) {
  const text = useText();
  const can = useCan();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [today] = useState(() => dateOf(new Date()));
  if (!PACKAGE_NEEDS.every((permission) => can(permission))) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{text("packages.make")}</Button>
      <FormDialog<Values, typeof makePackage>
        open={open}
        title={text("packages.makeTitle", { name })}
        confirm={text("packages.make")}
        route={makePackage}
        initial={type === "cloud" ? { from: `${today.slice(0, 4)}-01-01`, to: today } : {}}
        input={({ from, to }) => ({
          body: { type, id, ...(type === "cloud" && { from: from ?? null, to: to ?? null }) },
        })}
        done="packages.started"
        hint={text("packages.makeHint")}
        onClose={() => setOpen(false)}
        onDone={() => void navigate("/packages")}
      >
        {type === "cloud" && (
          <Pair>
            <Field name="from" label={text("packages.from")} required>
              <DateInput latest={today} />
            </Field>
            <Field name="to" label={text("packages.to")} required>
              <DateInput />
            </Field>
          </Pair>
        )}
      </FormDialog>
    </>
  );
}
