import { clausesOfDuty, dutiesOfClause, loadCatalogue, search } from "@yunjian/catalogue";
import type { listCatalogue, QueryOf } from "@yunjian/contract";
import { type Clause, type Duty, Refusal, settingOf } from "@yunjian/domain";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { obligationStandings, postureCounts, tally } from "../obligations/read-posture.ts";
import { storedSettings } from "../settings/read.ts";
import { clauseLine, dutyLine, type Entry, type EntryKind, entryOf, kindsOf, lineOf } from "./lines.ts";
import * as queries from "./queries.ts";

/** The catalogue is in memory; a page goes on after the entry that ended the one before. */
export function list(query: QueryOf<typeof listCatalogue>) {
  const { limit = DEFAULT_LIMIT, after, ...filter } = query;
  const hits = search(loadCatalogue(), filter);
  const last = decodeKey(after, 2);
  const start = last ? hits.findIndex((hit) => hit.kind === last[0] && hit.entry.id === last[1]) + 1 : 0;
  const page = pageOf(hits.slice(start, start + limit + 1), limit, (hit) => [hit.kind, hit.entry.id], lineOf);
  return { ...page, total: hits.length };
}

export async function entry(tx: Tx, now: Date, kind: EntryKind | "any", id: string) {
  const catalogue = loadCatalogue();
  const found = entryOf(catalogue, kind, id);
  const { ref, statement, note } = found.entry;
  const document = catalogue.documents.find(
    ({ standard, edition }) => standard === ref.document && edition === ref.edition,
  );
  if (!document) throw new Refusal("not-found");
  const duties = dutiesBehind(found);
  const counts = await postureCounts(
    tx,
    now,
    await dueSoonDays(tx),
    { dutyIds: duties.map((duty) => duty.id) },
    [["cloud"]],
  );
  const clouds = new Set(
    counts.filter(({ posture }) => posture !== "not-applicable").map(({ cloudId }) => cloudId),
  );
  return {
    line: lineOf(found),
    kinds: kindsOf(catalogue, id),
    document: { id: document.id, title: document.title },
    statement,
    note: note ?? null,
    ownText: (await queries.textOf(tx, document, id)) ?? null,
    clause: found.kind === "clause" ? clauseFacts(found.entry) : null,
    duty: found.kind === "clause" ? null : dutyFacts(found.entry),
    duties: found.kind === "clause" ? duties.map(dutyLine) : [],
    clauses: found.kind === "clause" ? [] : clausesOfDuty(catalogue, id).map(clauseLine),
    counts: tally(counts),
    clouds: clouds.size,
  };
}

/** The obligations that follow from an entry, by cloud: of the subjects the caller may see. */
export async function obligations(
  tx: Tx,
  now: Date,
  kind: EntryKind | "any",
  id: string,
  page: { readonly limit?: number; readonly after?: string },
) {
  const catalogue = loadCatalogue();
  const found = entryOf(catalogue, kind, id);
  const limit = page.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(page.after, 2);
  const rows = await obligationStandings(
    tx,
    now,
    await dueSoonDays(tx),
    { dutyIds: dutiesBehind(found).map((duty) => duty.id) },
    { limit: limit + 1, after: after ? { cloudId: String(after[0]), id: String(after[1]) } : undefined },
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.cloudId, row.id],
    ({ class: _, ...row }) => ({
      ...row,
      title: catalogue.duties.get(row.dutyId)?.title ?? { zh: row.dutyId, en: row.dutyId },
    }),
  );
}

export async function documents(tx: Tx) {
  const catalogue = loadCatalogue();
  const attachments = await queries.attachments(tx);
  return {
    digest: catalogue.digest,
    documents: catalogue.documents.map((document) => {
      const own = (each: { ref: Duty["ref"] }) =>
        each.ref.document === document.standard && each.ref.edition === document.edition;
      const duties = [...catalogue.duties.values()].filter(own);
      return {
        ...document,
        clauses: [...catalogue.clauses.values()].filter(own).length,
        controls: duties.filter((duty) => duty.kind === "control").length,
        policies: duties.filter((duty) => duty.kind === "policy").length,
        attachments: attachments
          .filter((each) => each.document === document.id && each.edition === document.edition)
          .map(({ document: _document, edition: _edition, ...shown }) => shown),
      };
    }),
  };
}

export async function attachment(tx: Tx, id: string) {
  const row = await queries.attachmentById(tx, id);
  if (!row) throw new Refusal("not-found");
  const { document: _document, edition: _edition, report, ...shown } = row;
  return { attachment: shown, report: { matched: shown.matched, total: shown.total, ...report } };
}

function dutiesBehind({ kind, entry }: Entry): readonly Duty[] {
  return kind === "clause" ? dutiesOfClause(loadCatalogue(), entry.id) : [entry];
}

function clauseFacts({ phase, layer, serviceModel, modality }: Clause) {
  return { phase, layer, serviceModel: [...serviceModel], modality };
}

function dutyFacts(duty: Duty) {
  const { nature, triggers, form, per, gbt31168, parameters, proofHints, checks } = duty;
  return {
    nature: nature ?? null,
    triggers: [...(triggers ?? [])],
    form: form ?? null,
    per,
    gbt31168: gbt31168 ? { ...gbt31168, items: [...gbt31168.items] } : null,
    parameters: parameters.map(({ key, kind, type, label, options, multiple, drives }) => ({
      key,
      kind,
      type,
      label,
      ...(options && { options: [...options] }),
      ...(multiple !== undefined && { multiple }),
      ...(drives && { drives }),
    })),
    proofHints: [...proofHints],
    checks: [...checks],
  };
}

async function dueSoonDays(tx: Tx): Promise<number> {
  return settingOf(await storedSettings(tx), "posture.dueSoonDays");
}
