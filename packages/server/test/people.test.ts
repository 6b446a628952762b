import { randomUUID } from "node:crypto";
import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { EXCLUSIVE_POSTS, POSTS, type Post, Refusal } from "@yunjian/domain";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPerson, givePost } from "../src/features/identity/founding.ts";
import { inSavepoint } from "../src/platform/savepoint.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { makeWorld, PASSWORD, type World } from "./world.ts";

let test: TestApp;
let world: World;
let admin: Visitor;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
});
beforeEach(async () => {
  admin = await world.as("systemAdmin");
});

async function refusal(promise: Promise<unknown>): Promise<ApiError["problem"]> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem;
}
const nameOf = async (promise: Promise<unknown>) => (await refusal(promise)).name;

const guest = (orgId: string, posts: Post[]) => ({
  orgId,
  name: "欧阳静",
  email: `${randomUUID()}@example.org`,
  phone: "",
  title: "",
  posts,
});

describe("people", () => {
  it("are invited by a link that is shown once and lets them set a password", async () => {
    const body = guest(world.orgs.provider1, ["provider-member"]);
    const made = await admin.call(contract.createPerson, { body });
    expect((await admin.call(contract.getPerson, { params: { id: made.id } })).state).toBe("invited");

    const visitor = test.visitor();
    expect(await visitor.call(contract.getLink, { body: { token: made.link.token } })).toMatchObject({
      purpose: "invitation",
      email: body.email,
    });
    await visitor.call(contract.useLink, {
      body: { token: made.link.token, password: PASSWORD },
    });
    expect((await visitor.call(contract.getMe, {})).posts).toEqual(["provider-member"]);
    const seen = await admin.call(contract.getPerson, { params: { id: made.id } });
    expect(seen.state).toBe("active");
    expect(seen.history.map((entry) => entry.kind)).toEqual(
      expect.arrayContaining(["person.registered", "post.given", "person.invited", "person.password-set"]),
    );
    expect(await nameOf(test.visitor().call(contract.getLink, { body: { token: made.link.token } }))).toBe(
      "link-expired",
    );
  });

  it("keeps no link and no key for a repetition of the request", async () => {
    const key = randomUUID();
    const body = guest(world.orgs.provider1, ["provider-member"]);
    const made = await admin.call(contract.createPerson, { body }, { idempotencyKey: key });
    expect(await nameOf(admin.call(contract.createPerson, { body }, { idempotencyKey: key }))).toBe(
      "already-answered",
    );
    const rows = await withActor(test.db, platformActor("t"), "read", (tx) =>
      tx.selectFrom("idempotency").select("response").where("key", "=", key).execute(),
    );
    expect(JSON.stringify(rows)).not.toContain(made.link.token);
  });

  it("of the own organisation are managed by its lead, those of others are absent or refused", async () => {
    const lead = await world.as("provider1Lead");
    const made = await lead.call(contract.createPerson, {
      body: guest(world.orgs.provider1, ["provider-member"]),
    });
    await lead.call(contract.givePost, {
      params: { id: made.id },
      body: { orgId: world.orgs.provider1, post: "provider-lead" },
    });
    await lead.call(contract.makeLink, { params: { id: made.id } });

    expect(
      await nameOf(
        lead.call(contract.createPerson, { body: guest(world.orgs.supervisor, ["supervisor-lead"]) }),
      ),
    ).toBe("not-your-organisation");
    expect(
      await nameOf(
        lead.call(contract.createPerson, { body: guest(world.orgs.provider2, ["provider-member"]) }),
      ),
    ).toBe("not-your-organisation");
    expect(await nameOf(lead.call(contract.getPerson, { params: { id: world.people.provider2Lead } }))).toBe(
      "not-found",
    );
    const people = await lead.call(contract.listPeople, { query: {} });
    expect(new Set(people.items.map((person) => person.organisation.name))).not.toContain("联通数科");
    const member = await world.as("provider1Member");
    expect(
      await nameOf(
        member.call(contract.createPerson, { body: guest(world.orgs.provider1, ["provider-member"]) }),
      ),
    ).toBe("forbidden");
  });

  it("get only posts that their organisation has", async () => {
    const wrong = await refusal(
      admin.call(contract.createPerson, { body: guest(world.orgs.provider1, ["supervisor-lead"]) }),
    );
    expect(wrong).toMatchObject({ name: "invalid-input", errors: [{ field: "/post" }] });
    expect(wrong.errors?.[0]?.message).toContain("运行监管方");
  });

  it("never give or end a post of their own", async () => {
    const own = { id: world.people.systemAdmin };
    const body = { orgId: world.orgs.supervisor, post: "supervisor-lead" as const };
    expect(await nameOf(admin.call(contract.givePost, { params: own, body }))).toBe("own-post");
    const me = await admin.call(contract.getPerson, { params: own });
    expect(me.may.give).toEqual([]);
    const held = me.posts[0]?.id ?? "";
    expect(await nameOf(admin.call(contract.endPost, { params: { ...own, postId: held } }))).toBe("own-post");
    expect(
      await nameOf(admin.call(contract.endPerson, { params: own, body: { version: 1, reason: "离任" } })),
    ).toBe("own-post");
  });

  it("leave behind a successor in the posts that must not be empty", async () => {
    const leave = (id: string, version = 1) =>
      admin.call(contract.endPerson, { params: { id }, body: { version, reason: "调离" } });
    await leave(world.people.provider2Lead2);
    expect(await nameOf(leave(world.people.provider2Lead))).toBe("last-holder");
    expect(await nameOf(leave(world.people.securityAdmin))).toBe("last-holder");
    const last = await admin.call(contract.getPerson, { params: { id: world.people.provider2Lead } });
    const params = { id: last.id, postId: last.posts[0]?.id ?? "" };
    expect(await nameOf(admin.call(contract.endPost, { params }))).toBe("last-holder");
    await admin.call(contract.givePost, {
      params: { id: world.people.provider2Member },
      body: { orgId: world.orgs.provider2, post: "provider-lead" },
    });
    await admin.call(contract.endPost, { params });
  });

  it("who left sign in no more, and what they were stays", async () => {
    const made = await admin.call(contract.createPerson, {
      body: guest(world.orgs.customer1, ["customer-member"]),
    });
    const visitor = test.visitor();
    await visitor.call(contract.useLink, {
      body: { token: made.link.token, password: PASSWORD },
    });
    await admin.call(contract.endPerson, { params: { id: made.id }, body: { version: 1, reason: "退休" } });
    expect(await nameOf(visitor.call(contract.getMe, {}))).toBe("not-signed-in");
    const seen = await admin.call(contract.getPerson, { params: { id: made.id } });
    expect(seen).toMatchObject({ state: "ended", posts: [], may: { manage: false, give: [] } });
    expect(seen.postHistory).toHaveLength(1);
    expect(await nameOf(admin.call(contract.makeLink, { params: { id: made.id } }))).toBe("wrong-state");
  });

  it("are changed under the version that was read", async () => {
    const { id, version } = (await admin.call(contract.listPeople, { query: { q: "秦朗" } })).items[0] ?? {
      id: "",
      version: 0,
    };
    const body = { name: "秦朗", email: world.emails.customer2Lead, phone: "0571-1", title: "处长" };
    await admin.call(contract.changePerson, { params: { id }, body: { ...body, version } });
    expect(
      await nameOf(admin.call(contract.changePerson, { params: { id }, body: { ...body, version } })),
    ).toBe("stale-version");
    const taken = { ...body, email: world.emails.lead.toUpperCase(), version: version + 1 };
    expect(await nameOf(admin.call(contract.changePerson, { params: { id }, body: taken }))).toBe(
      "already-exists",
    );
  });

  it("are unlocked by the security administrator alone", async () => {
    const wrong = { email: world.emails.assessor, password: "Falsch-Falsch-11" };
    for (let i = 0; i < 5; i += 1) await nameOf(test.visitor().call(contract.signIn, { body: wrong }));
    const params = { id: world.people.assessor };
    expect((await admin.call(contract.getPerson, { params })).state).toBe("locked");
    expect(await nameOf(admin.call(contract.unlockPerson, { params }))).toBe("forbidden");
    await (await world.as("securityAdmin")).call(contract.unlockPerson, { params });
    await world.as("assessor");
  });
});

describe("the three administrators", () => {
  it("are never joined in one person, whatever the order and the organisation", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...POSTS), fc.constantFrom("supervisor", "manager", "district")), {
          maxLength: 6,
        }),
        async (asked) => {
          const held = await withActor(test.db, platformActor("t"), "write", async (tx) => {
            const orgs: Record<string, string> = world.orgs;
            const now = test.clock.read();
            const actor = platformActor("t");
            const personId = await createPerson(tx, actor, now, {
              orgId: world.orgs.supervisor,
              name: "试",
              email: `${randomUUID()}@x.example`,
            });
            for (const [post, org] of asked) {
              await inSavepoint(tx, () =>
                givePost(tx, actor, now, { personId, orgId: orgs[org] ?? "", post }),
              ).catch((error: unknown) => {
                expect(error).toBeInstanceOf(Refusal);
              });
            }
            return (
              await tx.selectFrom("membership").select("post").where("person_id", "=", personId).execute()
            ).map((row) => row.post);
          });
          // All three organisations can have administrators, so the first one asked for is there.
          const first = asked.find(([post]) => EXCLUSIVE_POSTS.includes(post))?.[0];
          if (first !== undefined) expect(held).toContain(first);
          expect(
            new Set(held.filter((post) => EXCLUSIVE_POSTS.includes(post as Post))).size,
          ).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 25 },
    );
    const params = { id: world.people.auditAdmin };
    const body = { orgId: world.orgs.supervisor, post: "security-admin" as const };
    expect(await nameOf(admin.call(contract.givePost, { params, body }))).toBe("admin-posts-exclusive");
  });
});

describe("own sessions", () => {
  it("are listed and ended one by one", async () => {
    const one = await world.as("reviewer2");
    const two = await world.as("reviewer2");
    const { items } = await two.call(contract.listMySessions, {});
    expect(items.filter((session) => session.current)).toHaveLength(1);
    const other = items.find((session) => !session.current);
    await two.call(contract.endMySession, { params: { id: other?.id ?? "" } });
    expect(await nameOf(one.call(contract.getMe, {}))).toBe("not-signed-in");
    const stranger = await world.as("reviewer");
    const mine = items.find((session) => session.current)?.id ?? "";
    expect(await nameOf(stranger.call(contract.endMySession, { params: { id: mine } }))).toBe("not-found");
  });
});

describe("API keys", () => {
  const withKey = (secret: string, method: "GET" | "POST", url: string, payload?: object) =>
    test.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${secret}`, "idempotency-key": randomUUID() },
      ...(payload && { payload }),
    });

  it("act for their maker until they expire or are revoked, and cannot make keys", async () => {
    const lead = await world.as("provider1Lead");
    const made = await lead.call(contract.makeKey, { body: { name: "扫描器", expiresOn: "2026-12-31" } });
    expect((await withKey(made.secret, "GET", "/api/me")).json().person.name).toBe("冯刚");
    const again = await withKey(made.secret, "POST", "/api/keys", {
      name: "另一把",
      expiresOn: "2026-12-31",
    });
    expect(again.json().name).toBe("forbidden");

    const stored = await withActor(test.db, platformActor("t"), "read", (tx) =>
      tx.selectFrom("api_key").selectAll().execute(),
    );
    expect(JSON.stringify(stored)).not.toContain(made.secret.slice(9));
    const listed = (await lead.call(contract.listKeys, { query: {} })).items[0];
    expect(listed).toMatchObject({ name: "扫描器", state: "active", prefix: made.secret.slice(0, 9) });
    expect(listed?.lastUsedAt).not.toBeNull();

    const foreign = await world.as("customer1Lead");
    expect((await foreign.call(contract.listKeys, { query: {} })).items).toEqual([]);
    expect(
      await nameOf(foreign.call(contract.revokeKey, { params: { id: made.id }, body: { version: 1 } })),
    ).toBe("not-found");
    await lead.call(contract.revokeKey, { params: { id: made.id }, body: { version: 1 } });
    expect((await withKey(made.secret, "GET", "/api/me")).statusCode).toBe(401);
  });

  it("name the field when the date does not fit", async () => {
    const lead = await world.as("provider1Lead");
    for (const expiresOn of ["2026-11-19", "2027-11-30"]) {
      expect(await refusal(lead.call(contract.makeKey, { body: { name: "x", expiresOn } }))).toMatchObject({
        name: "invalid-input",
        errors: [{ field: "/expiresOn" }],
      });
    }
  });
});
