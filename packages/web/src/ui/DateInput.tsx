import { DatePicker } from "antd";
import dayjs from "dayjs";
import { useText } from "../lib/language.ts";

export interface DateInputProps {
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  readonly id?: string;
  readonly latest?: string;
  readonly earliest?: string;
}

/**
 * A calendar date as the contract writes it. A date outside the range can be typed: it is taken and named as
 * wrong, because a field that quietly empties itself tells nobody why.
 */
export function DateInput({ value, onChange, id, latest, earliest }: DateInputProps) {
  const text = useText();
  const wrong =
    value && latest !== undefined && value > latest
      ? text("common.date.latest", { date: latest })
      : value && earliest !== undefined && value < earliest
        ? text("common.date.earliest", { date: earliest })
        : undefined;
  const day = value ? dayjs(value) : null;
  return (
    <>
      <DatePicker
        {...(id && { id })}
        {...(wrong && { status: "error" as const })}
        style={{ width: "100%" }}
        value={day}
        onChange={(next) => onChange?.(next?.format("YYYY-MM-DD") ?? null)}
      />
      {wrong && (
        <p className="ant-form-item-explain-error" role="alert">
          {wrong}
        </p>
      )}
    </>
  );
}
