import {
  ApiError,
  askLoosening,
  askPrivilege,
  changeSetting,
  confirmPost,
  createClient,
  createOrganisation,
  decideLoosening,
  decidePrivilege,
  endPerson,
  endPrivilege,
  getCloud,
  getHoldings,
  getMe,
  getMyPrivilege,
  getPeriod,
  getPrivilege,
  getRights,
  getWork,
  givePost,
  listClouds,
  listKeys,
  listLoosenings,
  listNotices,
  listPeople,
  listPostsToReview,
  listPrivileges,
  listSettings,
  makeKey,
  restPrivilege,
  revokeKey,
  rotateKey,
  ROUTES,
  signIn,
  startEngagement,
  usePrivilege,
  withdrawLoosening,
} from "@yunjian/contract";
import { isReading, POST_PERMISSIONS, type Permission } from "@yunjian/domain";
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createOrganisation as found,
  createPerson,
  engage,
  givePost as give,
} from "../src/features/identity/founding.ts";
import { remind } from "../src/features/notices/remind.ts";
import { setPassword } from "../src/features/sign-in/queries.ts";
import { settle } from "../src/background.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { hashPassword } from "../src/platform/secrets.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type Visitor } from "./app.ts";
import { exampleOf } from "./example.ts";
import { pathOf } from "./walk/routes.ts";
import { makeWorld, PASSWORD, type PersonKey } from "./world.ts";

const app = await startApp({ now: "2026-06-10T02:00:00Z" });
const world = await makeWorld(app);
const signer = signerOf(makeSecret("rights.example"));
const refused = (name: string) => ({ problem: { name } });
const as = new Map<PersonKey, Visitor>();
async function who(name: PersonKey): Promise<Visitor> {
  const visitor = as.get(name) ?? (await world.as(name));
  as.set(name, visitor);
  return visitor;
}

/** Organisations and people beside the small city's. */
async function newcomer(
  org: { readonly name: string; readonly roles: readonly ("observer" | "provider" | "manager")[] },
  post: "observer-member" | "provider-lead" | "manager-member",
  subjectId?: string | null,
): Promise<{ orgId: string; personId: string; visitor: Visitor }> {
  const now = app.clock.read();
  const nobody = platformActor("test");
  const email = `${randomUUID()}@example.gov.cn`;
  const made = await withActor(app.db, nobody, "write", async (tx) => {
    const orgId = await found(tx, nobody, now, {
      name: org.name,
      shortName: org.name.slice(0, 8),
      region: "云州市",
      roles: org.roles,
    });
    const personId = await createPerson(tx, nobody, now, { orgId, name: "陆离", email });
    await give(tx, nobody, now, { personId, orgId, post });
    await setPassword(tx, personId, await hashPassword(PASSWORD), now);
    if (subjectId !== undefined) await engage(tx, nobody, now, { orgId, role: "observer", subjectId });
    return { orgId, personId };
  });
  const visitor = app.visitor();
  await visitor.call(signIn, { body: { email, password: PASSWORD } });
  return { ...made, visitor };
}

/** Machines: a client that carries a key instead of a cookie. */
function machine(secret: string) {
  return createClient({
    baseUrl: "",
    fetch: async (url, init) => {
      const answer = await app.app.inject({
        method: (init?.method ?? "GET") as "GET",
        url: String(url),
        remoteAddress: "10.9.8.7",
        headers: { ...(init?.headers as Record<string, string>), authorization: `Bearer ${secret}` },
        ...(init?.body != null && { payload: init.body as string }),
      });
      return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode });
    },
  });
}

describe("loosening a security setting", () => {
  const key = "session.idleMinutes" as const;
  const setting = async () =>
    (await (await who("lead")).call(listSettings, {})).items.find((each) => each.key === key);

  test("asked by one, decided by another; until then the old value holds", async () => {
    const security = await who("securityAdmin");
    const lead = await who("lead");
    const change = (value: number, version: number) =>
      security.call(changeSetting, { params: { key }, body: { value, version, reason: "值班需要" } });
    await expect(change(60, 0)).rejects.toMatchObject(refused("second-person-needed"));
    await expect(
      security.call(askLoosening, { body: { key, value: 20, version: 0, reason: "更严" } }),
    ).rejects.toMatchObject(refused("no-loosening"));
    const ask = (value: number, version: number) =>
      security.call(askLoosening, { body: { key, value, version, reason: "值班大屏" } });
    const { id } = await ask(60, 0);
    await expect(ask(90, 0)).rejects.toMatchObject(refused("already-exists"));
    expect(await setting()).toMatchObject({
      value: 30,
      asked: true,
      standing: "as-source",
      stricter: "smaller",
    });
    expect((await lead.call(getWork, {})).sections.map(({ key: section }) => section)).toContain("loosening");
    // Who asked does not decide, nor does another security administrator, a reviewer or a district's lead.
    for (const other of ["securityAdmin", "reviewer", "systemAdmin", "districtLead"] as const)
      await expect(
        (await who(other)).call(decideLoosening, {
          params: { id },
          body: { version: 1, grant: true, note: "" },
        }),
      ).rejects.toMatchObject(refused("forbidden"));
    await expect(
      lead.call(decideLoosening, { params: { id }, body: { version: 1, grant: false, note: " " } }),
    ).rejects.toMatchObject(refused("reason-required"));
    await lead.call(decideLoosening, { params: { id }, body: { version: 1, grant: true, note: "限三个月" } });
    expect(await setting()).toMatchObject({
      value: 60,
      standing: "looser",
      changedBy: "孙丽",
      approvedBy: "李薇",
      asked: false,
      version: 1,
    });
    await expect(
      lead.call(decideLoosening, { params: { id }, body: { version: 2, grant: false, note: "x" } }),
    ).rejects.toMatchObject(refused("wrong-state"));
    // Closer to the source again: alone.
    await change(45, 1);
    expect(await setting()).toMatchObject({ value: 45, standing: "looser", approvedBy: null });
  });

  test("a change of the setting overtakes the request; withdrawn and refused ones stay to be seen", async () => {
    const security = await who("securityAdmin");
    const lead = await who("lead2");
    const version = (await setting())?.version ?? 0;
    const ask = (value: number, on: number) =>
      security.call(askLoosening, { body: { key, value, version: on, reason: "演练" } });
    const first = await ask(90, version);
    await security.call(changeSetting, {
      params: { key },
      body: { value: 30, version, reason: "恢复" },
    });
    await expect(
      lead.call(decideLoosening, { params: { id: first.id }, body: { version: 2, grant: true, note: "" } }),
    ).rejects.toMatchObject(refused("wrong-state"));
    const second = await ask(90, version + 1);
    await security.call(withdrawLoosening, { params: { id: second.id }, body: { version: 1 } });
    const third = await ask(120, version + 1);
    await lead.call(decideLoosening, {
      params: { id: third.id },
      body: { version: 1, grant: false, note: "理由不足" },
    });
    const { items } = await security.call(listLoosenings, { query: {} });
    expect(items.map(({ state, note, decidedBy }) => [state, note, decidedBy])).toEqual([
      ["refused", "理由不足", "王建国"],
      ["withdrawn", "", null],
      ["superseded", "", null],
      ["granted", "限三个月", "李薇"],
    ]);
    expect(await setting()).toMatchObject({ value: 30, standing: "as-source", asked: false });
  });

  test("two who decide at once: one of them did", async () => {
    const security = await who("securityAdmin");
    const version = (await setting())?.version ?? 0;
    const { id } = await security.call(askLoosening, {
      body: { key, value: 60, version, reason: "再次申请" },
    });
    const decide = async (name: PersonKey, grant: boolean) =>
      (await who(name)).call(decideLoosening, { params: { id }, body: { version: 1, grant, note: "定" } });
    const results = await Promise.allSettled([decide("lead", false), decide("lead2", false)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("temporary privileges", () => {
  const body = (permissions: Permission[], more: object = {}) => ({
    post: null,
    permissions,
    subjects: null,
    purpose: "负责人外出，代签十月材料",
    from: "2026-06-10",
    until: "2026-06-20",
    ...more,
  });

  test("asked, decided by somebody else, taken up, named by what is done, over by the clock alone", async () => {
    const member = await who("provider1Member");
    const lead = await who("provider1Lead");
    await expect(
      member.call(askPrivilege, { body: body(["submission.sign-off"], { until: "2026-09-11" }) }),
    ).rejects.toMatchObject({ problem: { errors: [{ field: "/until" }] } });
    await expect(member.call(askPrivilege, { body: body(["people.manage-own"]) })).rejects.toMatchObject(
      refused("privilege-too-much"),
    );
    await expect(
      member.call(askPrivilege, { body: body(["submission.sign-off"], { subjects: [world.clouds.cloud2] }) }),
    ).rejects.toMatchObject(refused("not-found"));
    const { id } = await member.call(askPrivilege, { body: body(["submission.sign-off"]) });
    const decide = async (name: PersonKey) =>
      (await who(name)).call(decidePrivilege, {
        params: { id },
        body: { version: 1, grant: true, note: "" },
      });
    await expect(decide("provider1Member")).rejects.toMatchObject(refused("forbidden"));
    await expect(decide("provider2Lead")).rejects.toMatchObject(refused("not-found"));
    await expect(decide("securityAdmin")).rejects.toMatchObject(refused("forbidden"));
    expect((await lead.call(getWork, {})).sections.map(({ key }) => key)).toContain("privilege");
    // Decided in the own organisation: it is no work of the supervisor's.
    expect((await (await who("lead")).call(getWork, {})).sections.map(({ key }) => key)).not.toContain(
      "privilege",
    );
    await decide("provider1Lead");

    const may = async () => (await member.call(getMe, {})).permissions;
    expect(await may()).not.toContain("submission.sign-off");
    await expect((await who("provider1Lead2")).call(usePrivilege, { params: { id } })).rejects.toMatchObject(
      refused("not-found"),
    );
    await member.call(usePrivilege, { params: { id } });
    expect(await may()).toContain("submission.sign-off");
    expect(await may()).not.toContain("privilege.ask");
    expect((await member.call(getMyPrivilege, {})).inUse).toMatchObject({ id });

    // What is done now names it, in the record and in its own history.
    const { cloud1 } = world.clouds;
    const cloud = await member.call(getCloud, { params: { id: cloud1 } });
    expect(cloud.id).toBe(cloud1);
    await member.call(restPrivilege, {});
    expect(await may()).not.toContain("submission.sign-off");
    const history = (await (await who("auditAdmin")).call(getPrivilege, { params: { id } })).history;
    expect(history.map(({ kind }) => kind)).toEqual([
      "privilege.laid-down",
      "privilege.taken-up",
      "privilege.decided",
      "privilege.asked",
    ]);
    // Holder and leads read the same; nobody of another organisation does.
    expect((await member.call(getPrivilege, { params: { id } })).history.length).toBe(4);
    expect((await lead.call(getPrivilege, { params: { id } })).history.length).toBe(4);
    const bodies = await world.run("auditAdmin", (tx) =>
      tx.selectFrom("record_entry").select("body").where("kind", "=", "privilege.laid-down").execute(),
    );
    expect(JSON.parse(bodies[0]?.body.toString("utf8") ?? "{}")).toMatchObject({ actor: { privilege: id } });

    // The clock runs out while it is in use; no job runs.
    await member.call(usePrivilege, { params: { id } });
    expect(await may()).toContain("submission.sign-off");
    const before = app.clock.read();
    app.clock.set("2026-06-20T15:59:00Z");
    const again = await world.as("provider1Member");
    await again.call(usePrivilege, { params: { id } });
    expect((await again.call(getMe, {})).permissions).toContain("submission.sign-off");
    app.clock.set("2026-06-20T16:00:01Z");
    expect((await again.call(getMe, {})).permissions).not.toContain("submission.sign-off");
    expect(await again.call(getPrivilege, { params: { id } })).toMatchObject({
      standing: "expired",
      inUse: true,
      may: { use: false, end: false },
    });
    await expect(again.call(usePrivilege, { params: { id } })).rejects.toMatchObject(refused("wrong-state"));
    app.clock.set(before);
  });

  test("a privilege for one cloud narrows what is seen while it is in use, for who sees everything as well", async () => {
    const reviewer = await who("reviewer2");
    const { id } = await reviewer.call(askPrivilege, {
      body: body(["review.second"], { subjects: [world.clouds.cloud1] }),
    });
    await (await who("lead")).call(decidePrivilege, {
      params: { id },
      body: { version: 1, grant: true, note: "" },
    });
    const clouds = async () =>
      (await reviewer.call(listClouds, { query: {} })).items.map((each) => each.id).sort();
    expect(await clouds()).toHaveLength(2);
    await reviewer.call(usePrivilege, { params: { id } });
    expect(await clouds()).toEqual([world.clouds.cloud1]);
    await expect(reviewer.call(getCloud, { params: { id: world.clouds.cloud2 } })).rejects.toMatchObject(
      refused("not-found"),
    );
    expect((await reviewer.call(getMe, {})).permissions).toContain("review.second");
    // Ended by the security administrator in the middle of it.
    const security = await who("securityAdmin");
    const held = await security.call(getPrivilege, { params: { id } });
    await security.call(endPrivilege, {
      params: { id },
      body: { version: held.version, reason: "任务已完成" },
    });
    expect((await reviewer.call(getMe, {})).permissions).not.toContain("review.second");
    expect(await clouds()).toHaveLength(2);
  });

  test("never a second administrator's office, over organisations, in whichever order", async () => {
    const lead = await who("lead");
    const systemAdmin = await who("systemAdmin");
    // The security administrator may not ask for anything; the platform manager's staff may.
    const staff = await newcomer({ name: "云州市机关事务中心", roles: ["manager"] }, "manager-member");
    const { id } = await staff.visitor.call(askPrivilege, { body: body(["operation.run"]) });
    // An organisation without a lead: the supervisor's lead decides, and has it to do.
    expect((await lead.call(getWork, {})).sections.map(({ key }) => key)).toContain("privilege");
    await lead.call(decidePrivilege, { params: { id }, body: { version: 1, grant: true, note: "" } });
    for (const post of ["security-admin", "audit-admin"] as const)
      await expect(
        systemAdmin.call(givePost, { params: { id: staff.personId }, body: { orgId: staff.orgId, post } }),
      ).rejects.toMatchObject(refused("admin-posts-exclusive"));
    await expect(staff.visitor.call(askPrivilege, { body: body(["people.unlock"]) })).rejects.toMatchObject(
      refused("admin-posts-exclusive"),
    );
    await systemAdmin.call(givePost, {
      params: { id: staff.personId },
      body: { orgId: staff.orgId, post: "system-admin" },
    });
  });

  test("only what concerns the reader is listed; why somebody may do something is told", async () => {
    const own = await (await who("provider1Lead")).call(listPrivileges, { query: {} });
    expect(new Set(own.items.map(({ organisation }) => organisation.name))).toEqual(new Set(["电信云"]));
    expect((await (await who("provider2Lead")).call(listPrivileges, { query: {} })).items).toEqual([]);
    expect((await (await who("customer1Member")).call(listPrivileges, { query: {} })).items).toEqual([]);
    const all = await (await who("auditAdmin")).call(listPrivileges, { query: {} });
    expect(all.items.length).toBeGreaterThan(2);
    const { items } = await (await who("provider1Lead")).call(getRights, {
      params: { id: world.people.provider1Member },
    });
    expect(items.find(({ permission }) => permission === "submission.prepare")).toMatchObject({
      posts: ["provider-member"],
    });
    expect(items.find(({ permission }) => permission === "submission.sign-off")).toMatchObject({
      posts: [],
      privileges: [expect.any(String)],
    });
  });

  test("notices reach who decides, then who asked", async () => {
    await settle({ db: app.db, signer }, app.clock.read());
    const titles = async (name: PersonKey) =>
      (await (await who(name)).call(listNotices, { query: {} })).items.map(({ title }) => title);
    expect(await titles("provider1Lead")).toContain("待审批：临时特权申请");
    expect(await titles("provider1Member")).toContain("临时特权申请已审批");
    expect(await titles("securityAdmin")).toContain("临时特权已授予");
    expect(await titles("lead")).toContain("待审批：放宽安全参数");
    expect((await titles("provider2Lead")).filter((title) => title.includes("特权"))).toEqual([]);
  });
});

describe("API keys", () => {
  const made = async (more: object = {}) =>
    (await who("provider1Lead")).call(makeKey, {
      body: { name: "扫描", expiresOn: "2026-12-01", ...more },
    });

  test("never do more than they were limited to, within the clouds they were limited to", async () => {
    await expect(made({ permissions: ["review.work"] })).rejects.toMatchObject({
      problem: { errors: [{ field: "/permissions" }] },
    });
    await expect(made({ permissions: ["key.manage"] })).rejects.toMatchObject(refused("invalid-input"));
    await expect(made({ subjects: [world.clouds.cloud2] })).rejects.toMatchObject(refused("not-found"));
    await expect(made({ expiresOn: "2027-06-12" })).rejects.toMatchObject(refused("invalid-input"));
    const { secret } = await made({
      permissions: ["registry.read"],
      subjects: [world.sites.site1a],
    });
    const call = machine(secret);
    expect((await call(getMe, {})).permissions).toEqual(["registry.read"]);
    await expect(call(listPeople, { query: {} })).rejects.toMatchObject(refused("forbidden"));
    expect((await call(listClouds, { query: {} })).items).toEqual([]);
    await expect(call(getCloud, { params: { id: world.clouds.cloud1 } })).rejects.toMatchObject(
      refused("not-found"),
    );
    const whole = machine((await made({ permissions: ["registry.read"] })).secret);
    expect((await whole(listClouds, { query: {} })).items.map(({ id }) => id)).toEqual([world.clouds.cloud1]);
  });

  test("of who sees everything, too, within one cloud only", async () => {
    const { secret } = await (await who("lead")).call(makeKey, {
      body: { name: "驾驶舱", expiresOn: "2026-12-01", subjects: [world.clouds.cloud2] },
    });
    const call = machine(secret);
    expect((await call(listClouds, { query: {} })).items.map(({ id }) => id)).toEqual([world.clouds.cloud2]);
    await expect(call(getCloud, { params: { id: world.clouds.cloud1 } })).rejects.toMatchObject(
      refused("not-found"),
    );
    await expect(call(makeKey, { body: { name: "x", expiresOn: "2026-07-01" } })).rejects.toMatchObject(
      refused("forbidden"),
    );
  });

  test("rotate with overlap, show where they were used, stop when revoked", async () => {
    const lead = await who("provider1Lead");
    const first = await made();
    await machine(first.secret)(getMe, {});
    const row = async () =>
      (await lead.call(listKeys, { query: {} })).items.find(({ id }) => id === first.id);
    expect(await row()).toMatchObject({ lastUsedAddress: "10.9.8.7", state: "active", mayRotate: true });
    const second = await lead.call(rotateKey, {
      params: { id: first.id },
      body: { version: 1, expiresOn: "2027-03-01" },
    });
    expect(second.previousUntil).toBe("2026-06-11T02:00:00.000Z");
    for (const secret of [first.secret, second.secret]) await machine(secret)(getMe, {});
    const before = app.clock.read();
    app.clock.set("2026-06-11T02:00:01Z");
    await expect(machine(first.secret)(getMe, {})).rejects.toBeInstanceOf(ApiError);
    await machine(second.secret)(getMe, {});
    app.clock.set(before);
    // Another lead may end it but not take its place.
    const lead2 = await who("provider1Lead2");
    await expect(
      lead2.call(rotateKey, { params: { id: first.id }, body: { version: 2, expiresOn: "2026-12-01" } }),
    ).rejects.toMatchObject(refused("forbidden"));
    await lead2.call(revokeKey, { params: { id: first.id }, body: { version: 2 } });
    await expect(machine(second.secret)(getMe, {})).rejects.toMatchObject(refused("not-signed-in"));
    await expect(machine(first.secret)(getMe, {})).rejects.toMatchObject(refused("not-signed-in"));
  });

  test("who has no lead keeps keys of their own, and sees no others", async () => {
    const assessor = await who("assessor");
    await assessor.call(makeKey, { body: { name: "报告上传", expiresOn: "2026-07-01" } });
    expect((await assessor.call(listKeys, { query: {} })).items).toHaveLength(1);
    await expect(
      (await who("provider1Member")).call(makeKey, { body: { name: "x", expiresOn: "2026-07-01" } }),
    ).rejects.toMatchObject(refused("forbidden"));
    await settle({ db: app.db, signer }, app.clock.read());
    const told = (await (await who("securityAdmin")).call(listNotices, { query: {} })).items;
    expect(told.some(({ text }) => text.includes("许诺（华信测评）生成了接口密钥"))).toBe(true);
  });

  test("are reminded of before they end: the maker and the lead", async () => {
    const before = app.clock.read();
    app.clock.set("2026-06-16T02:00:00Z");
    await remind(app.db, app.clock.read());
    app.clock.set("2026-06-17T02:00:00Z");
    await remind(app.db, app.clock.read());
    const told = (await (await world.as("assessor")).call(listNotices, { query: {} })).items;
    expect(told.map(({ title }) => title)).toContain("接口密钥将到期");
    app.clock.set(before);
  });
});

describe("who reads and changes nothing", () => {
  /** The own account: everybody's, whatever the post. */
  const OWN = [
    /^\/api\/me(\/|$)/,
    /^\/api\/sign-out$/,
    /^\/api\/keys(\/|$)/,
    /^\/api\/privileges\/:id\/(use|end|withdraw)$/,
    /^\/api\/notices\/read/,
    // Says of the list in front of them that they take it away.
    /^\/api\/exports$/,
    /^\/api\/jobs\/:id\/cancel$/,
    /^\/api\/(sign-in|setup|links|session|factors?|passkeys?|recovery|sso)/,
  ];

  test("an observer of one cloud sees its states and papers; of everything, all of them", async () => {
    const one = await newcomer(
      { name: "云州市互联网信息办公室", roles: ["observer"] },
      "observer-member",
      world.clouds.cloud1,
    );
    expect((await one.visitor.call(listClouds, { query: {} })).items.map(({ id }) => id)).toEqual([
      world.clouds.cloud1,
    ]);
    const period = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select(["id", "cloud_id"])
        .where("opens_at", "<", app.clock.read())
        .orderBy("id")
        .execute(),
    );
    const on = (cloud: string) => period.find((each) => each.cloud_id === cloud)?.id ?? "";
    expect(await one.visitor.call(getPeriod, { params: { id: on(world.clouds.cloud1) } })).toMatchObject({
      id: on(world.clouds.cloud1),
    });
    await expect(
      one.visitor.call(getPeriod, { params: { id: on(world.clouds.cloud2) } }),
    ).rejects.toMatchObject(refused("not-found"));
    const everything = await newcomer({ name: "云州市审计局", roles: ["observer"] }, "observer-member", null);
    expect((await everything.visitor.call(listClouds, { query: {} })).items).toHaveLength(2);
  });

  test("every route that is not a reading one refuses audit administrator and observer", async () => {
    const observer = await newcomer(
      { name: "云州市公安局网安支队", roles: ["observer"] },
      "observer-member",
      null,
    );
    const callers = [
      ["audit-admin", (await who("auditAdmin")).cookie() ?? ""],
      ["observer-member", observer.visitor.cookie() ?? ""],
    ] as const;
    const changing = ROUTES.filter(
      (route) =>
        route.method !== "GET" && route.access !== "public" && !OWN.some((own) => own.test(route.path)),
    );
    expect(changing.length).toBeGreaterThan(80);
    const open: string[] = [];
    for (const [post, cookie] of callers) {
      for (const route of changing) {
        // By the table where the route asks for a permission, else by the service, whatever object is named.
        for (const id of [world.clouds.cloud1, world.people.provider1Member, world.orgs.provider1]) {
          const payload = route.body && exampleOf(route.body, () => id);
          const answer = await app.app.inject({
            method: route.method,
            url: pathOf(route, id),
            headers: { cookie, "idempotency-key": randomUUID() },
            ...(payload !== undefined && { payload: payload as object }),
          });
          // Refused for want of the right, or because there is no such thing to see: never for a wrong field.
          if (answer.statusCode !== 403 && answer.statusCode !== 404)
            open.push(`${post}: ${route.method} ${route.path} ${answer.statusCode}`);
        }
      }
      const held = POST_PERMISSIONS[post].filter((each) => !isReading(each) && each !== "key.own");
      expect(held).toEqual([]);
    }
    expect([...new Set(open)]).toEqual([]);
  }, 90_000);
});

describe("leaving", () => {
  test("in one step: posts end, drafts go to the colleague named, who gets what would stand empty", async () => {
    const admin = await who("systemAdmin");
    const org = await newcomer({ name: "云州移动云计算有限公司", roles: ["provider"] }, "provider-lead");
    const now = app.clock.read();
    const nobody = platformActor("test");
    const heir = await withActor(app.db, nobody, "write", async (tx) => {
      const id = await createPerson(tx, nobody, now, {
        orgId: org.orgId,
        name: "苏青",
        email: `${randomUUID()}@example.com`,
      });
      await give(tx, nobody, now, { personId: id, orgId: org.orgId, post: "provider-member" });
      await tx
        .insertInto("submission")
        .values({
          id: randomUUID(),
          org_id: org.orgId,
          kind: "files",
          title: "六月巡检",
          state: "draft",
          created_by: org.personId,
          created_at: now,
        })
        .execute();
      return id;
    });
    const params = { id: org.personId };
    expect(await admin.call(getHoldings, { params })).toMatchObject({
      drafts: 1,
      reviews: 0,
      lastOf: ["provider-lead"],
      successors: [{ id: heir, name: "苏青" }],
    });
    const end = (more: object = {}) =>
      admin.call(endPerson, { params, body: { version: 1, reason: "调离", ...more } });
    await expect(end()).rejects.toMatchObject(refused("last-holder"));
    await expect(end({ handTo: world.people.provider1Lead })).rejects.toMatchObject(refused("not-found"));
    await end({ handTo: heir });
    const posts = await withActor(app.db, nobody, "read", (tx) =>
      tx
        .selectFrom("membership")
        .select("post")
        .where("person_id", "=", heir)
        .where("to_at", "is", null)
        .orderBy("post")
        .execute(),
    );
    expect(posts.map(({ post }) => post)).toEqual(["provider-lead", "provider-member"]);
    const drafts = await withActor(app.db, nobody, "read", (tx) =>
      tx.selectFrom("submission").select(["created_by", "version"]).where("org_id", "=", org.orgId).execute(),
    );
    expect(drafts).toEqual([{ created_by: heir, version: 2 }]);
    await expect(org.visitor.call(getMe, {})).rejects.toMatchObject(refused("not-signed-in"));
  });

  test("the last post, too: a session without one is nobody's", async () => {
    const gone = await newcomer({ name: "云州市外事办公室", roles: ["observer"] }, "observer-member", null);
    await gone.visitor.call(getMe, {});
    await withActor(app.db, platformActor("test"), "write", (tx) =>
      tx
        .updateTable("membership")
        .set({ to_at: app.clock.read() })
        .where("person_id", "=", gone.personId)
        .execute(),
    );
    await expect(gone.visitor.call(getMe, {})).rejects.toMatchObject(refused("not-signed-in"));
  });

  test("takes running privileges and keys along", async () => {
    const member = await who("provider2Member");
    const { id } = await member.call(askPrivilege, {
      body: {
        post: "provider-lead",
        permissions: [],
        subjects: null,
        purpose: "代行负责人",
        from: "2026-06-10",
        until: "2026-06-30",
      },
    });
    await (await who("provider2Lead")).call(decidePrivilege, {
      params: { id },
      body: { version: 1, grant: true, note: "" },
    });
    const people = (await (await who("provider2Lead")).call(listPeople, { query: {} })).items;
    const version = people.find((each) => each.id === world.people.provider2Member)?.version ?? 0;
    await (await who("provider2Lead")).call(endPerson, {
      params: { id: world.people.provider2Member },
      body: { version, reason: "离职" },
    });
    expect(await (await who("provider2Lead")).call(getPrivilege, { params: { id } })).toMatchObject({
      standing: "ended",
    });
  });
});

describe("the yearly look at posts", () => {
  test("lists what nobody confirmed, lets others confirm, and reminds once a month", async () => {
    const before = app.clock.read();
    app.clock.set("2027-07-01T02:00:00Z");
    const lead = await world.as("provider1Lead");
    const due = async () => (await lead.call(listPostsToReview, { query: { due: true } })).items;
    const posts = await due();
    expect(posts.length).toBeGreaterThan(1);
    expect(new Set(posts.map(({ organisation }) => organisation.id))).toEqual(
      new Set([world.orgs.provider1]),
    );
    const own = posts.find(({ person }) => person.id === world.people.provider1Lead);
    expect(own?.mayConfirm).toBe(false);
    const other = posts.find(({ person }) => person.id === world.people.provider1Member);
    if (!own || !other) throw new Error("no posts");
    await expect(
      lead.call(confirmPost, { params: { id: own.person.id, postId: own.id } }),
    ).rejects.toMatchObject(refused("own-post"));
    await lead.call(confirmPost, { params: { id: other.person.id, postId: other.id } });
    expect((await due()).map(({ id }) => id)).not.toContain(other.id);
    await expect(
      (await world.as("provider2Lead")).call(confirmPost, {
        params: { id: own.person.id, postId: own.id },
      }),
    ).rejects.toMatchObject(refused("not-found"));
    await remind(app.db, new Date("2027-07-31T02:00:00Z"));
    await remind(app.db, new Date("2027-08-01T02:00:00Z"));
    await remind(app.db, new Date("2027-08-20T02:00:00Z"));
    const told = await withActor(app.db, platformActor("test"), "read", (tx) =>
      tx
        .selectFrom("notice")
        .select("step")
        .where("rule", "=", "posts-review")
        .where("person_id", "=", world.people.provider1Lead)
        .execute(),
    );
    // One for July, to which the clock leapt, and one for August.
    expect(told.length).toBe(2);
    app.clock.set(before);
  });
});

describe("the registrar's steps", () => {
  test("two people stay two people for who answers for others", async () => {
    const lead = await who("lead");
    const body = {
      name: "云州市东湖区监管中心",
      shortName: "东湖监管",
      creditCode: null,
      roles: ["supervisor" as const],
      parentId: null,
      region: "云州市",
      contact: "",
      phone: "",
      twoPerson: false,
    };
    await expect(lead.call(createOrganisation, { body })).rejects.toMatchObject({
      problem: { errors: [{ field: "/twoPerson" }] },
    });
    const { id } = await lead.call(createOrganisation, {
      body: { ...body, name: "云州市审计中心", shortName: "审计中心", roles: ["observer"], twoPerson: false },
    });
    await lead.call(startEngagement, { body: { orgId: id, role: "observer", subjectId: null } });
  });
});
