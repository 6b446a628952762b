import { parse, stringify } from "yaml";
import { buildCatalogue, CatalogueError, type Catalogue, type CatalogueProblem } from "../src/index.ts";

/** A tiny sound catalogue in invented wording, for planting defects and attaching texts. */
export const SOUND = `
document:
  id: ZZ
  title: { zh: 示例标准, en: Sample standard }
  standard: ZZ/T 1
  edition: sample
clauses:
  - id: ZZ-1.1-a
    ref: { section: "1.1", item: "a" }
    title: { zh: 登记钥匙, en: Register keys }
    statement: { zh: 钥匙要登记。, en: Keys are registered. }
    obliged: [provider]
    phase: operation
    layer: physical
    serviceModel: [IaaS]
    modality: shall
    proof: evidence
    maps: [ZZ-A-01]
duties:
  - id: ZZ-A-01
    kind: control
    ref: { section: A, item: "01" }
    class: physical-environment
    item: { zh: 钥匙管理, en: Key keeping }
    title: { zh: 钥匙盘点, en: Counting keys }
    statement: { zh: 每年清点一次钥匙。, en: Keys are counted once a year. }
    attribute: general
    frequency: yearly
    responsible: provider
    deliverable: evidence
    per: site
    parameters:
      - key: how
        kind: select
        label: { zh: 清点方式, en: How to count }
        type: text
        options:
          - { key: by-hand, label: { zh: 人工, en: By hand } }
          - { key: by-machine, label: { zh: 自动, en: By machine } }
    proofHints: [{ zh: 清点表, en: Count sheet }]
    checks: [{ zh: 数目是否相符, en: The numbers agree }]
    clauses: [ZZ-1.1-a]
`;

export type Draft = Record<string, unknown>;

/** The sound catalogue, changed by hand before it is built. */
export function build(change: (file: Draft, clause: Draft, duty: Draft) => void = () => {}): Catalogue {
  const file = parse(SOUND) as Draft & { clauses: [Draft]; duties: [Draft] };
  change(file, file.clauses[0], file.duties[0]);
  return buildCatalogue([{ name: "zz.yaml", text: stringify(file) }]);
}

export function problemsOf(work: () => unknown): readonly CatalogueProblem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems;
    throw error;
  }
  return [];
}
