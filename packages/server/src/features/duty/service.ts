import {
  type Actor,
  addDays,
  checkShift,
  dateOf,
  type DutyNeed,
  type DutyPlace,
  type IsoDate,
  maySeeDutyPhones,
  Refusal,
  requirePermission,
  requireReason,
  requireRosterKeeper,
  requireShiftOpen,
  requireTakeOver,
  settingOf,
  type ShiftInput,
  startOfDay,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { emit } from "../../platform/events.ts";
import { seesCase, type Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import { peopleOfOrganisation } from "../identity/read-duty.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";
import { coverageOf, dutyPlaces, lookAhead, type Place } from "./read.ts";

const USUAL_DAYS = 7;
const NOTES_SHOWN = 20;

// Reading ------------------------------------------------------------------------------------------

export async function places(tx: Tx, actor: Actor, now: Date) {
  const settings = await storedSettings(tx);
  const days = settingOf(settings, "duty.gapDays");
  const found = await dutyPlaces(tx, now, actor.permissions.has("duty.work") ? actor.orgId : null);
  const ids = found.map(({ id }) => id);
  const coverage = await coverageOf(tx, ids, lookAhead(now, days), settings);
  const here = await onDuty(tx, actor, ids, now);
  const open = await queries.unreceived(tx, ids);
  return {
    at: now,
    days,
    places: found.map((place) => {
      const { gaps = [], share = 1 } = coverage.get(place.id) ?? {};
      return {
        place: ref(place),
        onDuty: here.get(place.id) ?? [],
        missing: missingAt(gaps, now),
        kept: place.kept,
        gaps: gaps.length,
        firstGap: gaps[0] ?? null,
        coverage: Math.floor(share * 100),
        openHandOvers: open.get(place.id) ?? 0,
        mine: place.orgId === actor.orgId && actor.permissions.has("duty.work"),
      };
    }),
  };
}

export async function now(tx: Tx, actor: Actor, at: Date, cloudId: string) {
  const place = await placeOf(tx, cloudId);
  if (place.cloudId === null) throw new Refusal("not-found");
  const { gaps = [] } =
    (await coverageOf(tx, [place.id], { from: at, to: new Date(at.getTime() + 1) })).get(place.id) ?? {};
  const here = await onDuty(tx, actor, [place.id], at);
  return { at, place: ref(place), onDuty: here.get(place.id) ?? [], missing: missingAt(gaps, at) };
}

export async function roster(
  tx: Tx,
  actor: Actor,
  at: Date,
  id: string,
  query: { readonly from?: IsoDate | undefined; readonly days?: number | undefined },
) {
  const place = await placeOf(tx, id);
  const settings = await storedSettings(tx);
  const from = query.from ?? dateOf(at);
  const to = addDays(from, query.days ?? USUAL_DAYS);
  const within = { from: startOfDay(from), to: startOfDay(to) };
  const rows = await queries.shiftsOf(tx, [id], within.from, within.to);
  const coverage = (await coverageOf(tx, [id], within, settings)).get(id);
  const here = await onDuty(tx, actor, [id], at);
  const current = (await coverageOf(tx, [id], { from: at, to: new Date(at.getTime() + 1) }, settings)).get(
    id,
  );
  const mine = place.orgId === actor.orgId && actor.permissions.has("duty.work");
  const seesHandOvers = mine || seesCase(actor, id);
  const notes = seesHandOvers ? await queries.handOversOf(tx, id, NOTES_SHOWN) : [];
  return {
    at,
    from,
    to: addDays(to, -1),
    place: ref(place),
    onDuty: here.get(id) ?? [],
    missing: missingAt(current?.gaps ?? [], at),
    workingHours: {
      from: settingOf(settings, "duty.workFromHour"),
      to: settingOf(settings, "duty.workToHour"),
    },
    shifts: await shown(tx, actor, rows),
    // What is over cannot be filled any more, but it was a gap: it stays in sight.
    gaps: [...(coverage?.gaps ?? [])],
    coverage: Math.floor((coverage?.share ?? 1) * 100),
    handOvers: notes.map((note) => ({
      id: note.id,
      text: note.text,
      openItems: note.openItems,
      writtenBy: note.writer,
      writtenAt: note.writtenAt,
      receivedBy: note.receiver,
      receivedAt: note.receivedAt,
      mayReceive: mine && note.receivedAt === null && note.writtenBy !== actor.personId,
      version: note.version,
    })),
    seesHandOvers,
    may: { plan: mine },
    people: mine ? await peopleOfOrganisation(tx, place.orgId, at) : [],
  };
}

// Planning -----------------------------------------------------------------------------------------

export interface PlanInput {
  readonly placeId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly phone: string;
  readonly mode: ShiftInput["mode"];
  readonly role: ShiftInput["role"];
  readonly from: string;
  readonly to: string;
  readonly note: string;
  readonly replaces?: { readonly shiftId: string; readonly version: number } | undefined;
}

export async function plan(tx: Tx, actor: Actor, at: Date, input: PlanInput): Promise<string> {
  requirePermission(actor, "duty.work");
  const place = await placeOf(tx, input.placeId);
  requireRosterKeeper(actor, place);
  const settings = await storedSettings(tx);
  const shift = checkShift(
    { ...input, from: new Date(input.from), to: new Date(input.to) },
    at,
    settingOf(settings, "duty.maxShiftHours"),
  );
  const name = await nameOf(tx, place, shift, at);
  const replaced = input.replaces && (await replaceable(tx, actor, at, place, input.replaces));
  const twice = await queries.overlapping(tx, place.id, { ...shift, name, except: replaced?.id ?? null });
  if (twice) throw new Refusal("already-exists", { what: "该人员同一时段的班次", value: name });
  const id = newId(at);
  await queries.insertShift(
    tx,
    {
      id,
      place_id: place.id,
      cloud_id: place.cloudId,
      org_id: place.orgId,
      person_id: shift.personId,
      name,
      mode: shift.mode,
      role: shift.role,
      from_at: shift.from,
      to_at: shift.to,
      note: shift.note,
      planned_by: actor.personId ?? "",
      planned_at: at,
    },
    shift.phone,
  );
  if (replaced) {
    const done = await queries.changeShift(tx, replaced.id, replaced.version, {
      withdrawn_at: at,
      withdrawn_by: actor.personId,
      replaced_by: id,
    });
    if (!done) throw new Refusal("stale-version");
    await emit(tx, actor, at, {
      kind: "shift.withdrawn",
      object: { type: "shift", id: replaced.id },
      subjectId: place.id,
      data: { place: place.id, replacedBy: id },
    });
  }
  await emit(tx, actor, at, {
    kind: "shift.planned",
    object: { type: "shift", id },
    subjectId: place.id,
    data: {
      place: place.id,
      person: shift.personId,
      mode: shift.mode,
      role: shift.role,
      from: shift.from.toISOString(),
      to: shift.to.toISOString(),
    },
    // Never the phone number, not even as a commitment: it is nobody's business what it was.
    secret: { name, note: shift.note },
  });
  return id;
}

/** A person of the roster's own organisation by the name the account carries, or the name as written. */
async function nameOf(tx: Tx, place: Place, shift: ShiftInput, at: Date): Promise<string> {
  if (shift.personId === null) return shift.name;
  const person = (await peopleOfOrganisation(tx, place.orgId, at)).find(({ id }) => id === shift.personId);
  if (!person) throw new Refusal("not-found");
  return person.name;
}

async function replaceable(
  tx: Tx,
  actor: Actor,
  at: Date,
  place: DutyPlace,
  wanted: { readonly shiftId: string; readonly version: number },
): Promise<queries.ShiftRow> {
  const row = await queries.shiftForChange(tx, wanted.shiftId);
  if (!row || row.placeId !== place.id) throw new Refusal("not-found");
  requireRosterKeeper(actor, place);
  requireShiftOpen(row, at);
  if (row.version !== wanted.version) throw new Refusal("stale-version");
  return row;
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  at: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
): Promise<number> {
  const row = await queries.shiftForChange(tx, id);
  if (!row) throw new Refusal("not-found");
  requireRosterKeeper(actor, { id: row.placeId, cloudId: row.cloudId, orgId: row.orgId });
  requireShiftOpen(row, at);
  requireReason(input.reason);
  const done = await queries.changeShift(tx, id, input.version, {
    withdrawn_at: at,
    withdrawn_by: actor.personId,
    withdraw_reason: input.reason.trim(),
  });
  if (!done) throw new Refusal("stale-version");
  await emit(tx, actor, at, {
    kind: "shift.withdrawn",
    object: { type: "shift", id },
    subjectId: row.placeId,
    data: { place: row.placeId, replacedBy: null },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

// Handing over -------------------------------------------------------------------------------------

export async function writeHandOver(
  tx: Tx,
  actor: Actor,
  at: Date,
  placeId: string,
  input: { readonly text: string; readonly openItems: number },
): Promise<string> {
  requirePermission(actor, "duty.work");
  const place = await placeOf(tx, placeId);
  requireRosterKeeper(actor, place);
  const id = newId(at);
  await queries.insertHandOver(tx, {
    id,
    place_id: place.id,
    org_id: place.orgId,
    text: input.text.trim(),
    open_items: input.openItems,
    written_by: actor.personId ?? "",
    written_at: at,
  });
  await emit(tx, actor, at, {
    kind: "hand-over.written",
    object: { type: "hand-over", id },
    subjectId: place.id,
    data: { place: place.id, openItems: input.openItems },
    secret: { text: input.text },
  });
  return id;
}

export async function receiveHandOver(
  tx: Tx,
  actor: Actor,
  at: Date,
  id: string,
  version: number,
): Promise<number> {
  const note = await queries.handOverForChange(tx, id);
  if (!note) throw new Refusal("not-found");
  requireTakeOver(actor, note);
  const by = { person: actor.personId ?? "", at };
  if (!(await queries.receive(tx, id, version, by))) throw new Refusal("stale-version");
  await emit(tx, actor, at, {
    kind: "hand-over.received",
    object: { type: "hand-over", id },
    subjectId: note.placeId,
    data: { place: note.placeId, writtenBy: note.writtenBy },
  });
  return version + 1;
}

// ---------------------------------------------------------------------------------------------------

/** A cloud in sight, or an organisation in sight. */
async function placeOf(tx: Tx, id: string): Promise<Place> {
  const [cloud] = await cloudHeads(tx, [id]);
  if (cloud) {
    const { cloudId, cloudName, providerOrgId, providerName } = cloud;
    return { id: cloudId, name: cloudName, cloudId, orgId: providerOrgId, orgName: providerName, kept: true };
  }
  const org = await organisationFacts(tx, id);
  if (!org || org.ended) throw new Refusal("not-found");
  return { id, name: org.name, cloudId: null, orgId: id, orgName: org.shortName, kept: true };
}

function ref(place: Place) {
  return {
    id: place.id,
    name: place.name,
    kind: place.cloudId === null ? ("organisation" as const) : ("cloud" as const),
    keeper: { id: place.orgId, name: place.orgName },
  };
}

function missingAt(
  gaps: readonly { readonly from: Date; readonly to: Date; readonly need: DutyNeed }[],
  at: Date,
) {
  return gaps.find(({ from, to }) => from <= at && at < to)?.need ?? null;
}

async function onDuty(tx: Tx, actor: Actor, placeIds: readonly string[], at: Date) {
  const rows = await queries.shiftsOf(tx, placeIds, at, new Date(at.getTime() + 1));
  const views = await shown(tx, actor, rows);
  return Map.groupBy(views, (_, index) => rows[index]?.placeId ?? "");
}

async function shown(tx: Tx, actor: Actor, rows: readonly queries.ShiftRow[]) {
  const phones = maySeeDutyPhones(actor)
    ? await queries.phonesOf(
        tx,
        rows.map(({ id }) => id),
      )
    : null;
  return rows.map(({ id, personId, name, mode, role, from, to, note, version }) => ({
    id,
    personId,
    name,
    phone: phones?.get(id) ?? null,
    mode,
    role,
    from,
    to,
    note,
    version,
  }));
}
