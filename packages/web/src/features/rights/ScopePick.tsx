import { listClouds, listSystems } from "@yunjian/contract";
import { Select } from "antd";
import { useAll } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";

/** Clouds and systems to which a right is limited; nothing chosen: everything the organisation sees. */
export function ScopePick({
  value,
  onChange,
  id,
}: {
  readonly value?: string[] | null;
  readonly onChange?: (value: string[] | null) => void;
  readonly id?: string;
}) {
  const text = useText();
  const clouds = useAll(listClouds, { query: { ended: "running" } });
  const systems = useAll(listSystems, { query: { ended: "running" } });
  const group = (label: string, items: readonly { id: string; name: string }[] | undefined) => ({
    label,
    options: (items ?? []).map((item) => ({ value: item.id, label: item.name })),
  });
  return (
    <Select<string[]>
      {...(id && { id })}
      value={value ?? []}
      mode="multiple"
      allowClear
      maxCount={50}
      optionFilterProp="label"
      loading={clouds.isPending || systems.isPending}
      placeholder={text("rights.everything")}
      onChange={(next) => onChange?.(next.length === 0 ? null : next)}
      options={[
        group(text("rights.clouds"), clouds.data),
        group(text("rights.systems"), systems.data),
      ].filter(({ options }) => options.length > 0)}
    />
  );
}

export function ScopeWords({ subjects }: { readonly subjects: readonly { name: string }[] | null }) {
  const text = useText();
  if (subjects === null) return <span className="yj-hint">{text("rights.everything")}</span>;
  // What it is limited to may lie outside of what the reader sees now.
  if (subjects.length === 0) return text("rights.hiddenScope");
  return subjects.map((subject) => subject.name).join(text("shell.listComma"));
}
