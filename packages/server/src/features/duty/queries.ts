import type { DutyMode, DutyRole } from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export interface ShiftRow {
  readonly id: string;
  readonly placeId: string;
  readonly cloudId: string | null;
  readonly orgId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly mode: DutyMode;
  readonly role: DutyRole;
  readonly from: Date;
  readonly to: Date;
  readonly note: string;
  readonly withdrawnAt: Date | null;
  readonly version: number;
}

function shifts(tx: Tx) {
  return tx
    .selectFrom("duty_shift as s")
    .select([
      "s.id",
      "s.place_id as placeId",
      "s.cloud_id as cloudId",
      "s.org_id as orgId",
      "s.person_id as personId",
      "s.name",
      sql<DutyMode>`s.mode`.as("mode"),
      sql<DutyRole>`s.role`.as("role"),
      "s.from_at as from",
      "s.to_at as to",
      "s.note",
      "s.withdrawn_at as withdrawnAt",
      "s.version",
    ]);
}

/** Shifts of these places that touch [from, to), in order. */
export async function shiftsOf(
  tx: Tx,
  placeIds: readonly string[],
  from: Date,
  to: Date,
): Promise<ShiftRow[]> {
  if (placeIds.length === 0) return [];
  return await shifts(tx)
    .where(sql<SqlBool>`s.place_id = any(${[...placeIds]}::uuid[])`)
    .where("s.withdrawn_at", "is", null)
    .where("s.from_at", "<", to)
    .where("s.to_at", ">", from)
    .orderBy("s.from_at")
    .orderBy("s.role")
    .orderBy("s.id")
    .execute();
}

export async function shiftForChange(tx: Tx, id: string): Promise<ShiftRow | undefined> {
  return await shifts(tx).where("s.id", "=", id).forUpdate("s").executeTakeFirst();
}

/** The same person twice at one place at one time, whoever planned it. */
export async function overlapping(
  tx: Tx,
  placeId: string,
  who: { readonly name: string; readonly from: Date; readonly to: Date; readonly except: string | null },
): Promise<ShiftRow | undefined> {
  return await shifts(tx)
    .where("s.place_id", "=", placeId)
    .where("s.withdrawn_at", "is", null)
    .where("s.name", "=", who.name)
    .where("s.from_at", "<", who.to)
    .where("s.to_at", ">", who.from)
    .$if(who.except !== null, (q) => q.where("s.id", "<>", who.except ?? ""))
    .limit(1)
    .executeTakeFirst();
}

export async function insertShift(
  tx: Tx,
  row: Insertable<Database["duty_shift"]>,
  phone: string,
): Promise<void> {
  await tx.insertInto("duty_shift").values(row).execute();
  await tx
    .insertInto("duty_phone")
    .values({ shift_id: row.id, place_id: row.place_id, org_id: row.org_id, phone })
    .execute();
}

export async function changeShift(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["duty_shift"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("duty_shift")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function phonesOf(tx: Tx, shiftIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (shiftIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom("duty_phone")
    .select(["shift_id", "phone"])
    .where(sql<SqlBool>`shift_id = any(${[...shiftIds]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.shift_id, row.phone]));
}

/** Places where anything was planned that ended after `since`. */
export async function keptPlaces(
  tx: Tx,
  since: Date,
): Promise<{ placeId: string; cloudId: string | null; orgId: string }[]> {
  return await tx
    .selectFrom("duty_shift")
    .select(["place_id as placeId", "cloud_id as cloudId", "org_id as orgId"])
    .distinct()
    .where("withdrawn_at", "is", null)
    .where("to_at", ">", since)
    .execute();
}

export interface HandOverRow {
  readonly id: string;
  readonly placeId: string;
  readonly orgId: string;
  readonly text: string;
  readonly openItems: number;
  readonly writtenBy: string;
  readonly writer: string;
  readonly writtenAt: Date;
  readonly receiver: string | null;
  readonly receivedAt: Date | null;
  readonly version: number;
}

function handOvers(tx: Tx) {
  return tx
    .selectFrom("duty_hand_over as h")
    .leftJoin("person as w", "w.id", "h.written_by")
    .leftJoin("person as r", "r.id", "h.received_by")
    .select([
      "h.id",
      "h.place_id as placeId",
      "h.org_id as orgId",
      "h.text",
      "h.open_items as openItems",
      "h.written_by as writtenBy",
      sql<string>`coalesce(w.name, '')`.as("writer"),
      "h.written_at as writtenAt",
      "r.name as receiver",
      "h.received_at as receivedAt",
      "h.version",
    ]);
}

export async function handOversOf(tx: Tx, placeId: string, limit: number): Promise<HandOverRow[]> {
  return await handOvers(tx)
    .where("h.place_id", "=", placeId)
    .orderBy("h.written_at", "desc")
    .orderBy("h.id", "desc")
    .limit(limit)
    .execute();
}

export async function handOverForChange(tx: Tx, id: string): Promise<HandOverRow | undefined> {
  return await handOvers(tx).where("h.id", "=", id).forUpdate("h").executeTakeFirst();
}

export async function insertHandOver(tx: Tx, row: Insertable<Database["duty_hand_over"]>): Promise<void> {
  await tx.insertInto("duty_hand_over").values(row).execute();
}

export async function receive(
  tx: Tx,
  id: string,
  version: number,
  by: { readonly person: string; readonly at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("duty_hand_over")
    .set({ received_by: by.person, received_at: by.at, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .where("received_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Notes of these places that nobody took over. */
export async function unreceived(tx: Tx, placeIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (placeIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom("duty_hand_over")
    .select((eb) => ["place_id as placeId", eb.fn.countAll<number>().as("count")])
    .where(sql<SqlBool>`place_id = any(${[...placeIds]}::uuid[])`)
    .where("received_at", "is", null)
    .groupBy("place_id")
    .execute();
  return new Map(rows.map((row) => [row.placeId, Number(row.count)]));
}
