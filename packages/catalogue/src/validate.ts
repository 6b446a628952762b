import {
  CAPABILITY_LEVELS,
  type Clause,
  CONTROL_CLASSES,
  type Duty,
  ENGAGEMENT_ROLES,
  FREQUENCIES,
  REALTIME_NATURES,
  SERVICE_MODELS,
  TRIGGERS,
} from "@yunjian/domain";
import { bilingual, flag, isRecord, listOf, matching, oneOf, record, text, type Report } from "./rules.ts";
import {
  DELIVERABLES,
  DRIVES,
  DUTY_KINDS,
  DUTY_SUBJECTS,
  FORM_KEYS,
  LAYERS,
  MODALITIES,
  PARAMETER_KINDS,
  PARAMETER_TYPES,
  PHASES,
  PROOFS,
} from "./words.ts";

const id = matching(/^[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9.]+)+$/, "JGK-6.2.3-d or JGK-A-47");
const key = matching(/^[a-z][a-z0-9-]*$/, "a-short-key");

const reference = record({ document: text, edition: text, section: text }, { item: text });

const clauseShape = record(
  {
    id,
    ref: reference,
    title: bilingual,
    statement: bilingual,
    obliged: listOf(oneOf(ENGAGEMENT_ROLES), { min: 1 }),
    phase: oneOf(PHASES),
    layer: oneOf(LAYERS),
    serviceModel: listOf(oneOf(SERVICE_MODELS), { min: 1 }),
    modality: oneOf(MODALITIES),
    proof: oneOf(PROOFS),
    maps: listOf(id),
  },
  { note: bilingual },
);

const parameterShape = record(
  { key, kind: oneOf(PARAMETER_KINDS), label: bilingual, type: oneOf(PARAMETER_TYPES) },
  { options: listOf(record({ key, label: bilingual }), { min: 2 }), multiple: flag, drives: oneOf(DRIVES) },
);

const dutyShape = record(
  {
    id,
    kind: oneOf(DUTY_KINDS),
    ref: reference,
    class: oneOf(CONTROL_CLASSES),
    item: bilingual,
    title: bilingual,
    statement: bilingual,
    attribute: oneOf(CAPABILITY_LEVELS),
    frequency: oneOf(FREQUENCIES),
    responsible: oneOf(ENGAGEMENT_ROLES),
    deliverable: oneOf(DELIVERABLES),
    per: oneOf(DUTY_SUBJECTS),
    parameters: listOf(parameterShape),
    proofHints: listOf(bilingual, { min: 1, max: 6 }),
    checks: listOf(bilingual, { min: 1, max: 6 }),
    clauses: listOf(id),
  },
  {
    nature: oneOf(REALTIME_NATURES),
    triggers: listOf(oneOf(TRIGGERS), { min: 1 }),
    form: oneOf(FORM_KEYS),
    gbt31168: record({ edition: text, section: text, items: listOf(text) }),
    note: bilingual,
  },
);

export function checkClause(value: unknown, report: Report): value is Clause {
  return passes(report, (counting) => clauseShape(value, "", counting));
}

export function checkDuty(value: unknown, report: Report): value is Duty {
  return passes(report, (counting) => {
    dutyShape(value, "", counting);
    if (!isRecord(value)) return;
    checkRhythm(value, counting);
    if (Array.isArray(value["parameters"])) checkParameters(value["parameters"], counting);
  });
}

/** What the fields must say together: a realtime duty has a nature, an on-demand duty a trigger. */
function checkRhythm(duty: Readonly<Record<string, unknown>>, report: Report): void {
  const frequency = duty["frequency"];
  if (frequency === "realtime" && duty["nature"] === undefined) {
    report("nature", "is missing: a realtime duty is continuous or event-driven");
  }
  if (frequency !== "realtime" && duty["nature"] !== undefined) {
    report("nature", "belongs only to a realtime duty");
  }
  if (frequency === "on-demand" && duty["triggers"] === undefined) {
    report("triggers", "is missing: say what opens an on-demand duty");
  }
}

function checkParameters(parameters: readonly unknown[], report: Report): void {
  const keys = new Set<unknown>();
  parameters.forEach((parameter, index) => {
    if (!isRecord(parameter)) return;
    const at = `parameters[${index}]`;
    if (keys.has(parameter["key"])) report(`${at}.key`, `repeats ${String(parameter["key"])} in this duty`);
    keys.add(parameter["key"]);
    const select = parameter["kind"] === "select";
    if (select && parameter["options"] === undefined)
      report(`${at}.options`, "is missing: a select needs options");
    if (!select && parameter["options"] !== undefined) report(`${at}.options`, "belongs only to a select");
    if (!select && parameter["multiple"] !== undefined) report(`${at}.multiple`, "belongs only to a select");
    if (parameter["drives"] !== undefined && parameter["type"] !== "duration") {
      report(`${at}.drives`, "needs type duration");
    }
  });
}

function passes(report: Report, check: (counting: Report) => void): boolean {
  let problems = 0;
  check((at, message) => {
    problems += 1;
    report(at, message);
  });
  return problems === 0;
}
