import { minuteOf } from "@yunjian/domain";
import { DatePicker } from "antd";
import dayjs from "dayjs";

export interface InstantInputProps {
  /** RFC 3339, as the contract writes instants. */
  readonly value?: string | null;
  readonly onChange?: (value: string | null) => void;
  readonly id?: string;
  readonly placeholder?: string;
}

const MINUTE = "YYYY-MM-DD HH:mm";

/** An instant by the clocks of Shanghai, wherever the browser is. */
export function InstantInput({ value, onChange, id, placeholder }: InstantInputProps) {
  return (
    <DatePicker
      {...(id && { id })}
      {...(placeholder && { placeholder })}
      style={{ width: "100%" }}
      showTime={{ format: "HH:mm", minuteStep: 1 }}
      format={MINUTE}
      value={value ? dayjs(minuteOf(new Date(value))) : null}
      onChange={(at) =>
        onChange?.(at ? new Date(`${at.format("YYYY-MM-DDTHH:mm")}:00+08:00`).toISOString() : null)
      }
    />
  );
}
