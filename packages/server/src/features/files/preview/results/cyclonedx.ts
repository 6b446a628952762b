import { fact, MAX_ROWS, type ToolResult } from "./result.ts";

interface Component {
  readonly type?: unknown;
  readonly group?: unknown;
  readonly name?: unknown;
  readonly version?: unknown;
  readonly purl?: unknown;
  readonly licenses?: readonly { license?: { id?: string; name?: string }; expression?: string }[];
}

/** Components of a CycloneDX SBOM in JSON. */
export function cyclonedxResult(text: string): ToolResult | null {
  let bom: Record<string, unknown>;
  try {
    bom = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (bom["bomFormat"] !== "CycloneDX") return null;
  const components = list<Component>(bom["components"]);
  const metadata = (bom["metadata"] ?? {}) as { timestamp?: string; component?: Component; tools?: unknown };
  const rated = list<{ ratings?: readonly { severity?: string }[] }>(bom["vulnerabilities"]);
  return {
    tool: "cyclonedx",
    toolVersion: String(bom["specVersion"] ?? ""),
    facts: [
      ...fact("target", metadata.component && nameOf(metadata.component)),
      ...fact("started", metadata.timestamp),
      ...fact("components", components.length),
      ...fact("without-licence", components.filter((each) => licenceOf(each) === "").length),
      ...fact("dependencies", list(bom["dependencies"]).length),
      ...fact("vulnerabilities", rated.length),
    ],
    columns: ["component", "version", "type", "licence", "purl"],
    rows: components
      .slice(0, MAX_ROWS)
      .map((each) => [nameOf(each), word(each.version), word(each.type), licenceOf(each), word(each.purl)]),
    total: components.length,
  };
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function nameOf(component: Component): string {
  return [word(component.group), word(component.name)].filter((each) => each !== "").join("/");
}

function licenceOf(component: Component): string {
  return list<NonNullable<Component["licenses"]>[number]>(component.licenses)
    .map(({ license, expression }) => license?.id ?? license?.name ?? expression ?? "")
    .filter((each) => each !== "")
    .join(", ");
}

function word(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 300) : "";
}
