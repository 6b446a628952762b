import { type BodyOf, type DutyShift, type getDutyRoster, type OutputOf, planShift } from "@yunjian/contract";
import { DUTY_MODES, DUTY_ROLES, SHIFT_LIMITS } from "@yunjian/domain";
import { AutoComplete, Select } from "antd";
import { useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { Field, Pair, TextField } from "../../ui/FormFields.tsx";

type Roster = OutputOf<typeof getDutyRoster>;
type Values = Omit<BodyOf<typeof planShift>, "placeId" | "personId" | "replaces">;

export interface ShiftPlan {
  /** What stands in the form at first. */
  readonly from: string;
  readonly to: string;
  readonly replaces?: DutyShift;
  readonly onSite?: boolean;
}

/** A shift: a person of the house or a named contact, with the number that is answered. */
export function ShiftDialog({
  roster,
  plan,
  onClose,
}: {
  readonly roster: Roster;
  readonly plan: ShiftPlan;
  readonly onClose: () => void;
}) {
  const text = useText();
  const label = (key: string) => text(`duty.form.${key}`);
  const { replaces } = plan;
  const persons = new Map(roster.people.map((person) => [person.name, person]));
  const twice = roster.people.filter((each, n, all) => all.findIndex(({ name }) => name === each.name) !== n);
  return (
    <FormDialog<Values, typeof planShift>
      open
      title={label(replaces ? "replace" : "title")}
      confirm={label("submit")}
      route={planShift}
      initial={{
        name: "",
        phone: "",
        mode: replaces?.mode ?? (plan.onSite ? "on-site" : "phone"),
        role: replaces?.role ?? "watch",
        from: plan.from,
        to: plan.to,
        note: "",
      }}
      input={(values) => ({
        body: {
          ...values,
          placeId: roster.place.id,
          // Of two with one name it cannot be said which is meant: then the name alone stands.
          personId: twice.some(({ name }) => name === values.name.trim())
            ? null
            : (persons.get(values.name.trim())?.id ?? null),
          ...(replaces && { replaces: { shiftId: replaces.id, version: replaces.version } }),
        },
      })}
      done="duty.form.done"
      onClose={onClose}
    >
      {(form) => (
        <>
          <Field name="name" label={label("who")} required help={label("whoHelp")}>
            <AutoComplete
              maxLength={SHIFT_LIMITS.name}
              showSearch={{ filterOption: (typed, option) => String(option?.value ?? "").includes(typed) }}
              options={roster.people.map(({ id, name }) => ({ key: id, value: name }))}
              onSelect={(name: string) => {
                const phone = persons.get(name)?.phone;
                if (phone && !form.getFieldValue("phone")) form.setFieldValue("phone", phone);
              }}
            />
          </Field>
          <TextField
            name="phone"
            label={label("phone")}
            required
            max={SHIFT_LIMITS.phone}
            help={label("phoneHelp")}
          />
          <Pair>
            <Field name="mode" label={label("mode")} required>
              <Select options={DUTY_MODES.map((value) => ({ value, label: text(`duty.mode.${value}`) }))} />
            </Field>
            <Field name="role" label={label("role")} required>
              <Select options={DUTY_ROLES.map((value) => ({ value, label: text(`duty.role.${value}`) }))} />
            </Field>
          </Pair>
          <Pair>
            <Field name="from" label={label("from")} required>
              <InstantInput />
            </Field>
            <Field name="to" label={label("to")} required>
              <InstantInput />
            </Field>
          </Pair>
          <TextField name="note" label={label("note")} max={SHIFT_LIMITS.note} />
        </>
      )}
    </FormDialog>
  );
}
