import { DatePicker } from "antd";
import dayjs from "dayjs";

export interface DateInputProps {
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  readonly id?: string;
  readonly latest?: string;
  readonly earliest?: string;
}

/** A calendar date as the contract writes it. */
export function DateInput({ value, onChange, id, latest, earliest }: DateInputProps) {
  return (
    <DatePicker
      {...(id && { id })}
      style={{ width: "100%" }}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day?.format("YYYY-MM-DD") ?? null)}
      disabledDate={(day) => {
        const date = day.format("YYYY-MM-DD");
        return (latest !== undefined && date > latest) || (earliest !== undefined && date < earliest);
      }}
    />
  );
}
