import { ApiError } from "@yunjian/contract";
import type { FormInstance } from "antd";

/** '/items/0/startsOn' -> ['items', 0, 'startsOn'], as antd names a field. */
export function fieldPath(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export interface FieldMessage {
  readonly field: string;
  readonly message: string;
}

/** What the server said about fields; empty for every other error. */
export function fieldMessages(error: unknown): readonly FieldMessage[] {
  return error instanceof ApiError ? (error.problem.errors ?? []) : [];
}

/**
 * Shows what the server said at the fields themselves and moves there. `rename` maps a pointer of the
 * contract to a field of the form where the two differ. Returns whether any was placed.
 */
export function applyFieldErrors(
  form: FormInstance,
  error: unknown,
  rename: Readonly<Record<string, string | number | (string | number)[]>> = {},
): boolean {
  const known = new Set(form.getFieldsError().map((field) => JSON.stringify(field.name)));
  const byField = new Map<string, string[]>();
  for (const { field, message } of fieldMessages(error)) {
    const renamed = rename[field];
    const name = renamed === undefined ? fieldPath(field) : [renamed].flat();
    const id = JSON.stringify(name);
    if (known.has(id)) byField.set(id, [...(byField.get(id) ?? []), message]);
  }
  const fields = [...byField].map(([id, errors]) => ({ name: JSON.parse(id) as (string | number)[], errors }));
  form.setFields(fields as never);
  const first = fields[0];
  if (first) form.scrollToField(first.name as never, { focus: true, block: "center" });
  return fields.length > 0;
}
