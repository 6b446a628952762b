import { addDays, addMonths, dateOf, daysBetween, endOfDay, settingOf, startOfDay } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { keysEndingBetween, unconfirmedPosts } from "../identity/read-notices.ts";
import { keyMatter } from "./about-rights.ts";
import { type Found, type Stretch, tellAll } from "./stretch.ts";
import type { Teller } from "./tell.ts";

/** Keys whose end came within one of the days set; after a leap of the clock only the nearest is told. */
export async function keysEnding(tx: Tx, to: Teller, { now, lastDay, today }: Stretch): Promise<number> {
  if (lastDay === today) return 0;
  const found = new Map<string, Found>();
  for (const before of [...settingOf(to.settings, "key.remindDays")].sort((a, b) => b - a)) {
    const keys = await keysEndingBetween(
      tx,
      endOfDay(addDays(lastDay, before)),
      endOfDay(addDays(today, before)),
    );
    for (const key of keys) {
      if (key.expiresAt <= now) continue;
      const matter = keyMatter(key);
      const days = daysBetween(today, dateOf(key.expiresAt));
      const day = addDays(dateOf(key.expiresAt), -before);
      found.set(key.id, { matter: { ...matter, params: { ...matter.params, days } }, day });
    }
  }
  return await tellAll(to, "key-ends", found.values());
}

/** Once a month, per organisation: how many posts nobody confirmed for longer than the setting says. */
export async function postsToReview(tx: Tx, to: Teller, { lastDay, today }: Stretch): Promise<number> {
  if (lastDay.slice(0, 7) === today.slice(0, 7)) return 0;
  const months = settingOf(to.settings, "people.reviewMonths");
  const rows = await unconfirmedPosts(tx, startOfDay(addMonths(today, -months)));
  return await tellAll(
    to,
    "posts-review",
    rows.map(({ orgId, orgName, count }) => ({
      matter: {
        object: { type: "organisation", id: orgId },
        subjectId: null,
        partyOrgId: orgId,
        ownerOrgId: orgId,
        params: { org: orgName, count, months },
      },
      day: `${today.slice(0, 7)}-01`,
    })),
  );
}
