import type { RouteSpec } from "@yunjian/contract";
import type { TSchema } from "typebox";
import { exampleOf } from "../example.ts";
import type { Kind } from "./oracle.ts";
import { CONSTANTS, kindOf } from "./routes.ts";

/**
 * Every place in a request where an id can stand: path, query and body, required or not. The walk fills all
 * of them with what the caller may use, but one, and asks there for a foreign and for an absent thing.
 */
export interface Slot {
  readonly place: "params" | "query" | "body";
  /** Names and, for the first item of a list, "0". */
  readonly path: readonly string[];
  /** Which things stand there; "none": things of which the story has none. */
  readonly kind: Kind | "none";
}

/** By the last name in the path; a name that means different things is told apart by its route. */
const BY_NAME: Readonly<Record<string, Kind | "none">> = {
  cloudId: "cloud",
  systemId: "system",
  subjectId: "cloud",
  targetId: "period",
  objectId: "period",
  personId: "person",
  handTo: "person",
  subjects: "cloud",
  postId: "post",
  obligationId: "obligation",
  obligationIds: "obligation",
  periodId: "period",
  periodIds: "period",
  period: "period",
  submissionId: "submission",
  copyOf: "submission",
  unchangedSince: "submission",
  reviewId: "review",
  fileId: "file",
  fileIds: "file",
  resourceIds: "resource",
  orgId: "organisation",
  parentId: "organisation",
  providerId: "organisation",
  customerId: "organisation",
  providerOrgId: "organisation",
  customerOrgId: "organisation",
  partyOrgId: "organisation",
  reviewerOrgId: "organisation",
  operatorOrgId: "organisation",
  correctsId: "none",
  repeatsId: "incident",
  intoId: "incident",
  helpId: "none",
  taskId: "none",
  questionId: "none",
  operationId: "none",
  ruleId: "none",
  placeId: "cloud",
  cloudIds: "cloud",
  systemIds: "system",
  shiftId: "shift",
};
const BY_ROUTE: Readonly<Record<string, Kind | "none">> = {
  "/api/submissions/batch/sign-off": "submission",
  "/api/agreement-changes/decision": "agreementChange",
  "/api/notices/read": "notice",
  "/api/packages": "period",
};

interface Loose {
  type?: string;
  format?: string;
  anyOf?: TSchema[];
  items?: TSchema;
  properties?: Record<string, TSchema>;
}

export function slotsOf(route: RouteSpec): Slot[] {
  const found: Slot[] = [];
  for (const place of ["params", "query", "body"] as const) {
    const schema = route[place];
    if (schema) places(schema, [], (path) => found.push({ place, path, kind: kindAt(route, place, path) }));
  }
  return found;
}

function kindAt(route: RouteSpec, place: Slot["place"], path: readonly string[]): Slot["kind"] {
  const name = path.filter((part) => part !== "0").at(-1) ?? "";
  if (place === "params" && name === "id") {
    const kind = kindOf(route);
    return kind === undefined || kind === "constant" ? "none" : kind;
  }
  const kind =
    (place === "body" && ["id", "ids"].includes(name) ? BY_ROUTE[route.path] : undefined) ?? BY_NAME[name];
  if (kind === undefined)
    throw new Error(
      `the walk does not know what ${place} ${path.join(".")} of ${route.method} ${route.path} names: add it to BY_NAME`,
    );
  return kind;
}

function places(schema: TSchema, path: readonly string[], tell: (path: readonly string[]) => void): void {
  const s = schema as Loose;
  if (s.format === "uuid") return tell(path);
  for (const branch of s.anyOf ?? []) places(branch, path, tell);
  if (s.items) places(s.items, [...path, "0"], tell);
  for (const [name, part] of Object.entries(s.properties ?? {})) places(part, [...path, name], tell);
}

/** What the walk sends: an example of every required part, the slot's branch even if optional, and its ids. */
export function requestWith(
  route: RouteSpec,
  slot: Slot,
  id: string,
  others: (kind: Slot["kind"]) => string,
): { readonly url: string; readonly body: unknown } {
  const slots = slotsOf(route);
  const kinds = new Map(slots.map((each) => [`${each.place} ${lastName(each.path)}`, each.kind]));
  const fill = (place: Slot["place"]) => (name: string) => others(kinds.get(`${place} ${name}`) ?? "none");
  const parts: Record<string, unknown> = {};
  for (const place of ["params", "query", "body"] as const) {
    const schema = route[place];
    if (schema) parts[place] = exampleOf(schema, fill(place));
  }
  const schema = route[slot.place] as TSchema;
  parts[slot.place] = put(schema, parts[slot.place], slot.path, id, fill(slot.place));
  const params = (parts["params"] ?? {}) as Record<string, string>;
  const path = route.path
    .replace("/catalogue/entries/:kind/:id", "/catalogue/entries/control/JGK-A-47")
    .replace("/record/objects/:type/", "/record/objects/period/")
    .replace(/:(key|kind|version)/g, (_, name: string) =>
      name === "version" ? "0" : (CONSTANTS[route.path] ?? "unknown"),
    )
    .replace(":paper", "major-change")
    .replace(/:(\w+)/g, (_, name: string) => params[name] ?? "");
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((parts["query"] ?? {}) as Record<string, unknown>))
    for (const one of [value].flat()) query.append(name, String(one));
  return { url: query.size > 0 ? `${path}?${query}` : path, body: parts["body"] };
}

function lastName(path: readonly string[]): string {
  return path.filter((part) => part !== "0").at(-1) ?? "";
}

function put(
  schema: TSchema,
  value: unknown,
  path: readonly string[],
  id: string,
  fill: (name: string) => string,
): unknown {
  const s = schema as Loose;
  const [name, ...rest] = path;
  if (name === undefined) return id;
  if (s.anyOf) {
    const branch = s.anyOf.find((each) => holds(each, path)) ?? s.anyOf[0];
    return branch ? put(branch, value, path, id, fill) : id;
  }
  if (name === "0") {
    const [first = exampleOf(s.items as TSchema, fill)] = Array.isArray(value) ? (value as unknown[]) : [];
    return [put(s.items as TSchema, first, rest, id, fill)];
  }
  const part = s.properties?.[name] as TSchema;
  const whole = (value ?? exampleOf(schema, fill)) as Record<string, unknown>;
  return { ...whole, [name]: put(part, whole[name], rest, id, fill) };
}

function holds(schema: TSchema, path: readonly string[]): boolean {
  let found = false;
  places(schema, [], (each) => {
    found ||= each.length === path.length && each.every((part, i) => part === path[i]);
  });
  return found;
}
