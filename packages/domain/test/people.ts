import { type Actor, permissionsOf, type Post } from "../src/index.ts";

/** A person of an organisation in some posts, for the tests of rules. */
export function person(personId: string, orgId: string, ...posts: Post[]): Actor {
  return {
    personId,
    orgId,
    posts,
    permissions: permissionsOf(posts),
    scope: "tenant",
    via: "session",
    requestId: "test",
    lang: "zh",
  };
}

/** The name of the refusal that `work` throws, or 'done'. */
export function outcomeOf(work: () => unknown): string {
  try {
    work();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
