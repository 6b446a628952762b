import {
  type Bilingual,
  dateOf,
  officesOf,
  outcomeWord,
  type Permission,
  PERMISSIONS,
  POST_WORDS,
  postsWith,
  type RetentionRequestKind,
} from "@yunjian/domain";
import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { keyForNotice, nameOfPerson, othersInPosts, platformOrganisation } from "../identity/read-notices.ts";
import { privilegeById } from "../privileges/read-notices.ts";
import { retentionRequestById } from "../retention/read-notices.ts";
import { looseningById } from "../settings/read-notices.ts";
import type { Matter } from "./matter.ts";

/** Notices about rights: who asks for some, who got them, keys, and the platform's own guard. */

export async function aboutPrivilege(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await privilegeById(tx, event.object.id);
  if (!row) return [];
  const what = row.post === null ? permissionWords(row.permissions) : POST_WORDS[row.post];
  const granted = event.data["granted"] === true;
  // Decided in the own organisation where somebody can; else by the supervisor of everything.
  const inside =
    officesOf(row).length === 0 &&
    (await othersInPosts(tx, row.org_id, postsWith("privilege.decide"), row.person_id, event.at)) > 0;
  const decides = inside ? row.org_id : await platformOrganisation(tx, event.at);
  const matter = {
    object: event.object,
    subjectId: null,
    askers: [row.person_id],
    params: {
      person: row.person_name,
      org: row.org_name,
      what,
      from: dateOf(row.from_at),
      due: dateOf(row.until_at),
      outcome: outcomeWord(granted ? "granted" : "refused"),
    },
  } satisfies Matter;
  // The holder hears of it wherever the decision was made.
  return [...new Set([decides, row.org_id])].flatMap((orgId) =>
    orgId === null
      ? []
      : [
          {
            ...matter,
            ownerOrgId: orgId,
            ...(orgId === decides && { partyOrgId: orgId }),
          },
        ],
  );
}

export async function aboutLoosening(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await looseningById(tx, event.object.id);
  const asker = row && (await nameOfPerson(tx, row.askedBy));
  if (!row || !asker) return [];
  return [
    {
      object: event.object,
      subjectId: null,
      ownerOrgId: asker.orgId,
      askers: [row.askedBy],
      params: {
        what: row.title,
        person: asker.name,
        outcome: outcomeWord(event.data["granted"] === true ? "granted" : "refused"),
      },
    },
  ];
}

const REQUEST_WORDS: Readonly<Record<RetentionRequestKind, Bilingual>> = {
  disposal: { zh: "到期销毁", en: "disposal" },
  "hold-lift": { zh: "解除法定保全", en: "lifting of a legal hold" },
  "erase-organisation": { zh: "注销单位数据", en: "erasure of an organisation" },
  "erase-person": { zh: "注销人员数据", en: "erasure of a person" },
};

export async function aboutRetention(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await retentionRequestById(tx, event.object.id);
  const asker = row && (await nameOfPerson(tx, row.askedBy));
  if (!row || !asker) return [];
  return [
    {
      object: event.object,
      subjectId: null,
      ownerOrgId: asker.orgId,
      askers: [row.askedBy],
      params: {
        number: row.number,
        what: REQUEST_WORDS[row.kind],
        person: asker.name,
        outcome: outcomeWord(event.data["approved"] === true ? "approved" : "refused"),
      },
    },
  ];
}

export async function aboutKey(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const key = await keyForNotice(tx, event.object.id);
  return key ? [keyMatter(key)] : [];
}

export type KeyForNotice = NonNullable<Awaited<ReturnType<typeof keyForNotice>>>;

export function keyMatter(key: KeyForNotice): Matter {
  return {
    object: { type: "key", id: key.id },
    subjectId: null,
    partyOrgId: key.orgId,
    ownerOrgId: key.orgId,
    askers: [key.personId],
    params: { person: key.personName, org: key.orgName, due: dateOf(key.expiresAt) },
  };
}

function permissionWords(permissions: readonly Permission[]): Bilingual {
  const words = (lang: "zh" | "en") => permissions.map((each) => PERMISSIONS[each][lang]);
  return { zh: words("zh").join("、"), en: words("en").join(", ") };
}
