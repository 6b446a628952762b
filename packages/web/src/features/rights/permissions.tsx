import { type Permission, PERMISSIONS } from "@yunjian/domain";
import { Select } from "antd";
import { useLang, useText } from "../../lib/language.ts";

/** The permissions in the order of the domain's table, under the first word of their key. */
export function groupsOf(permissions: readonly Permission[]): [string, Permission[]][] {
  const all = (Object.keys(PERMISSIONS) as Permission[]).filter((each) => permissions.includes(each));
  return [...Map.groupBy(all, (each) => each.split(".")[0] ?? each)];
}

export function usePermissionWord(): (permission: Permission) => string {
  const lang = useLang();
  return (permission) => PERMISSIONS[permission][lang];
}

/** Several permissions out of those offered, under their areas. */
export function PermissionPick({
  offered,
  value,
  onChange,
  id,
  disabled,
}: {
  readonly offered: readonly Permission[];
  readonly value?: Permission[];
  readonly onChange?: (value: Permission[]) => void;
  readonly id?: string;
  readonly disabled?: boolean;
}) {
  const text = useText();
  const word = usePermissionWord();
  return (
    <Select<Permission[]>
      {...(id && { id })}
      {...(value && { value })}
      {...(disabled && { disabled })}
      mode="multiple"
      allowClear
      optionFilterProp="label"
      placeholder={text("rights.pick")}
      onChange={(next) => onChange?.(next)}
      options={groupsOf(offered).map(([area, permissions]) => ({
        label: text(`rights.area.${area}`),
        options: permissions.map((permission) => ({ value: permission, label: word(permission) })),
      }))}
    />
  );
}

/** Permissions as a sentence would list them: few in words, many as a count with the words on hover. */
export function PermissionWords({
  permissions,
  most = 3,
}: {
  readonly permissions: readonly Permission[];
  readonly most?: number;
}) {
  const text = useText();
  const word = usePermissionWord();
  const words = permissions.map(word);
  const comma = text("shell.listComma");
  if (words.length <= most) return words.join(comma);
  return (
    <span title={words.join(comma)}>
      {text("rights.andMore", { words: words.slice(0, most).join(comma), count: words.length })}
    </span>
  );
}
