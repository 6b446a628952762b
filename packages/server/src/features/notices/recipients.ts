import { type Audience, postsWith } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedWith } from "../identity/read.ts";
import { type Recipient, recipientsById, recipientsByPost, seesCases } from "../identity/read-notices.ts";
import { supervisorOf } from "../identity/read-supervision.ts";
import type { Matter } from "./matter.ts";

/**
 * Finds the people to tell, as of one instant in one transaction; what it learned it keeps, because a
 * night's reminders concern the same few organisations again and again.
 */
export class Recipients {
  readonly #tx: Tx;
  readonly #now: Date;
  readonly #known = new Map<string, Promise<unknown>>();

  constructor(tx: Tx, now: Date) {
    this.#tx = tx;
    this.#now = now;
  }

  /** Everyone of the audiences whose organisation sees the matter, except whoever caused it. */
  async of(
    audiences: readonly Audience[],
    matter: Matter,
    exceptPerson: string | null,
  ): Promise<Recipient[]> {
    const found = new Map<string, Recipient>();
    for (const audience of audiences) {
      for (const recipient of await this.#candidates(audience, matter)) {
        if (recipient.personId === exceptPerson) continue;
        if (!(await this.#maySee(audience, recipient.orgId, matter))) continue;
        found.set(`${recipient.personId} ${recipient.orgId}`, recipient);
      }
    }
    return [...found.values()];
  }

  async #candidates(audience: Audience, matter: Matter): Promise<Recipient[]> {
    if (audience.to === "asker") return await recipientsById(this.#tx, matter.askers ?? [], this.#now);
    const posts = postsWith(audience.with);
    if (audience.to === "platform") {
      return await this.#once(`platform ${posts.join()}`, () =>
        recipientsByPost(this.#tx, "engaged-for-everything", posts, this.#now),
      );
    }
    const orgs = await this.#organisations(audience.to, matter);
    return await this.#once(`${orgs.join()} ${posts.join()}`, () =>
      recipientsByPost(this.#tx, orgs, posts, this.#now),
    );
  }

  async #organisations(place: "party" | "supervisor" | "manager", matter: Matter): Promise<string[]> {
    const { subjectId } = matter;
    if (place === "party") return matter.partyOrgId === undefined ? [] : [matter.partyOrgId];
    if (subjectId === null) return [];
    if (place === "manager") {
      return await this.#once(`manager ${subjectId}`, () =>
        engagedWith(this.#tx, subjectId, ["manager"], this.#now),
      );
    }
    if (matter.reviewerOrgId) return [matter.reviewerOrgId];
    const supervisor = await this.#once(`supervisor ${subjectId}`, () =>
      supervisorOf(this.#tx, subjectId, this.#now),
    );
    return supervisor ? [supervisor.id] : [];
  }

  async #maySee(audience: Audience, orgId: string, matter: Matter): Promise<boolean> {
    const { subjectId } = matter;
    if (matter.seenBy) return matter.seenBy.includes(orgId);
    if (orgId === matter.ownerOrgId || (audience.to === "platform" && subjectId === null)) return true;
    return await this.#once(`sees ${orgId} ${subjectId}`, () =>
      seesCases(this.#tx, orgId, subjectId, this.#now),
    );
  }

  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) ?? ask();
    this.#known.set(key, known);
    return known as Promise<T>;
  }
}
