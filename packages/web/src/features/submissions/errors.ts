import { fieldMessages } from "../../lib/field-errors.ts";

/** What the server said about fields, by pointer: '/form/data/from' -> 应为日期. */
export type FieldErrors = ReadonlyMap<string, string>;

export function fieldErrorsOf(error: Error | null): FieldErrors {
  return new Map(fieldMessages(error).map(({ field, message }) => [field, message]));
}

/** How antd marks the field. */
export function marked(errors: FieldErrors, field: string) {
  const message = errors.get(field);
  return message === undefined ? {} : ({ validateStatus: "error", help: message } as const);
}
