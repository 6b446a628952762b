import { newToken } from "./secrets.ts";
import type { Tx } from "./tenancy.ts";

/** One-time links: whoever manages a person makes them, signing in follows them. Only their hash is stored. */
export type LinkPurpose = "setup" | "invitation" | "reset";

const HOUR = 3_600_000;
const VALID: Readonly<Record<LinkPurpose, number>> = {
  setup: 24 * HOUR,
  invitation: 7 * 24 * HOUR,
  reset: 24 * HOUR,
};

export interface Link {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes a link; older ones of the same purpose for the same person stop working. */
export async function makeOneTimeLink(
  tx: Tx,
  now: Date,
  link: { readonly purpose: LinkPurpose; readonly personId: string | null; readonly orgId: string | null },
): Promise<Link> {
  await tx
    .updateTable("link")
    .set({ used_at: now })
    .where("purpose", "=", link.purpose)
    .where("person_id", link.personId === null ? "is" : "=", link.personId)
    .where("used_at", "is", null)
    .execute();
  const { token, hash } = newToken();
  const expiresAt = new Date(now.getTime() + VALID[link.purpose]);
  await tx
    .insertInto("link")
    .values({
      token_hash: hash,
      purpose: link.purpose,
      person_id: link.personId,
      org_id: link.orgId,
      created_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { token, expiresAt };
}

/** A link that still holds; locked before it is used, so that it is used once. */
export async function openLink(tx: Tx, hash: Buffer, now: Date, use: "look" | "use") {
  const query = tx
    .selectFrom("link")
    .leftJoin("person", "person.id", "link.person_id")
    .select(["link.purpose", "link.person_id", "person.name", "person.email", "person.org_id"])
    .where("link.token_hash", "=", hash)
    .where("link.used_at", "is", null)
    .where("link.expires_at", ">", now);
  return await (use === "use" ? query.forUpdate("link") : query).executeTakeFirst();
}

export async function spendLink(tx: Tx, hash: Buffer, now: Date): Promise<void> {
  await tx.updateTable("link").set({ used_at: now }).where("token_hash", "=", hash).execute();
}
