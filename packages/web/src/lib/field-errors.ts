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

type FieldName = (string | number)[];
/** Where a pointer of the contract and a field of the form differ: '/next' -> 'password'. */
export type Rename = Readonly<Record<string, string | number | FieldName>>;
type AnyForm = Pick<FormInstance, "getFieldsError" | "setFields" | "scrollToField">;

/** What the server said, parted by whether the form has the field it speaks of. */
export function placeFieldErrors(
  form: AnyForm,
  error: unknown,
  rename: Rename = {},
): { readonly placed: { name: FieldName; errors: string[] }[]; readonly left: readonly FieldMessage[] } {
  const known = new Set(form.getFieldsError().map((field) => JSON.stringify(field.name)));
  const placed = new Map<string, { name: FieldName; errors: string[] }>();
  const left: FieldMessage[] = [];
  for (const one of fieldMessages(error)) {
    const name = [rename[one.field] ?? fieldPath(one.field)].flat();
    const id = JSON.stringify(name);
    const errors = [...(placed.get(id)?.errors ?? []), one.message];
    if (known.has(id)) placed.set(id, { name, errors });
    else left.push(one);
  }
  return { placed: [...placed.values()], left };
}

/**
 * Shows what the server said at the fields themselves and moves to the first. What has no field is shown by
 * `<Problem error form rename/>`. Returns whether any was placed.
 */
export function applyFieldErrors(form: AnyForm, error: unknown, rename: Rename = {}): boolean {
  const { placed } = placeFieldErrors(form, error, rename);
  form.setFields(placed as never);
  const [first] = placed;
  if (first) form.scrollToField(first.name, { focus: true, block: "center" });
  return first !== undefined;
}
