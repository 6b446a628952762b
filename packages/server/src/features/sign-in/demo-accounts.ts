import type { Post } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { peopleWithPosts } from "./queries.ts";

/** The same for every demo account; the demo listens on loopback only and lives in its own data folder. */
export const DEMO_PASSWORD = "Yun-Ying-2026-Demo";

/** What the sign-in page of the demo offers, one person per organisation and post. */
export async function demoAccounts(tx: Tx) {
  const people = await peopleWithPosts(tx);
  return people.map((person) => ({
    email: person.email,
    password: DEMO_PASSWORD,
    name: person.name,
    organisation: person.org_name,
    post: person.post as Post,
  }));
}
