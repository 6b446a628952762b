import { CAPABILITY_LEVELS, CONTROL_CLASSES, ENGAGEMENT_ROLES, FREQUENCIES } from "@yunjian/domain";
import { Button, Select } from "antd";
import { useText } from "../../lib/language.ts";
import { useWordOptions } from "../../lib/words.ts";

export const FILTER_NAMES = [
  "kind",
  "class",
  "attribute",
  "frequency",
  "responsible",
  "deliverable",
  "obliged",
  "proof",
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type FilterValues = Partial<Record<FilterName, string>>;

export function CatalogueFilters({
  values,
  onChange,
}: {
  readonly values: FilterValues;
  readonly onChange: (next: FilterValues) => void;
}) {
  const text = useText();
  const words = useWordOptions();
  const own = (area: "kind" | "deliverable" | "proof", names: readonly string[]) =>
    names.map((value) => ({ value, label: text(`catalogue.${area}.${value}`) }));
  const options: Record<FilterName, { value: string; label: string }[]> = {
    kind: own("kind", ["clause", "control", "policy"]),
    class: words("controlClass", CONTROL_CLASSES),
    attribute: words("capabilityLevel", CAPABILITY_LEVELS),
    frequency: words("frequency", FREQUENCIES),
    responsible: words("role", ENGAGEMENT_ROLES),
    deliverable: own("deliverable", ["evidence", "report"]),
    obliged: words("role", ENGAGEMENT_ROLES),
    proof: own("proof", ["automated", "evidence", "attestation"]),
  };
  return (
    <div className="yj-catalogue-filters" role="search" aria-label={text("catalogue.filters")}>
      {FILTER_NAMES.map((name) => (
        <label key={name}>
          <span>{text(`catalogue.filter.${name}`)}</span>
          <Select
            allowClear
            size="small"
            placeholder={text("catalogue.any")}
            value={values[name] ?? null}
            options={options[name]}
            onChange={(value: string | null | undefined) => {
              const { [name]: _, ...others } = values;
              onChange(value ? { ...others, [name]: value } : others);
            }}
          />
        </label>
      ))}
      {Object.keys(values).length > 0 && (
        <Button size="small" onClick={() => onChange({})}>
          {text("catalogue.clear")}
        </Button>
      )}
    </div>
  );
}
