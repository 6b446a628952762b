import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givePost } from "../src/features/identity/founding.ts";
import { outgoing } from "../src/platform/http/outgoing.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { listSignIns } from "../src/features/sign-in/log.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import {
  type Account,
  type IdentityProvider,
  startIdentityProvider,
  walkThrough,
} from "./identity-provider.ts";
import { makeWorld, PASSWORD, type World } from "./world.ts";

const REDIRECT = "http://localhost:8420/sign-in/sso";
let test: TestApp;
let world: World;
let provider: IdentityProvider;

const account = (over: Partial<Account>): Account => ({
  sub: "u-1",
  email: "nobody@provider1.example",
  emailVerified: true,
  name: "卫东",
  ...over,
});

beforeAll(async () => {
  provider = await startIdentityProvider(REDIRECT, account({}));
  test = await startApp({
    // The provider checks times against the real clock.
    now: new Date().toISOString(),
    deps: { outgoing: outgoing({ allowed: [{ host: "localhost", port: provider.port, http: true }] }) },
  });
  world = await makeWorld(test, { asShipped: true });
});
afterAll(async () => {
  await provider?.close();
});

async function nameOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

const settings = (over: object = {}) => ({
  code: "dianxinyun",
  domains: ["provider1.example"],
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: provider.clientSecret,
  scopes: "openid profile email",
  emailClaim: "email",
  strongAcr: ["urn:yunzhou:two-factor"],
  strongAmr: ["otp"],
  firstUse: true,
  jitPost: null,
  enabled: true,
  version: 0,
  ...over,
});

/** The version kept now. */
async function configure(over: object = {}): Promise<number> {
  const admin = await strong("systemAdmin");
  const params = { id: world.orgs.provider1 };
  const { version } = await admin.call(contract.getSso, { params });
  return (await admin.call(contract.saveSso, { params, body: settings({ version, ...over }) })).version;
}

/** A session of level 2, as after the second factor; that way in has tests of its own. */
async function strong(who: Parameters<World["as"]>[0]): Promise<Visitor> {
  const visitor = await world.as(who);
  await withActor(test.db, platformActor("t"), "write", (tx) =>
    tx
      .updateTable("session")
      .set({ aal: 2, confirmed_at: test.clock.read() })
      .where("person_id", "=", world.people[who])
      .execute(),
  );
  return visitor;
}

async function come(next: Account, visitor: Visitor = test.visitor(), link?: string) {
  provider.next = next;
  const { url } = await visitor.call(contract.startSso, {
    body: { code: "dianxinyun", ...(link !== undefined && { link }) },
  });
  const search = await walkThrough(url, REDIRECT);
  return { visitor, search, finish: () => visitor.call(contract.finishSso, { body: { search } }) };
}

describe("the configuration", () => {
  it("is kept once the provider has answered, its secret sealed and never handed back", async () => {
    await configure();
    const admin = await strong("systemAdmin");
    const view = await admin.call(contract.getSso, { params: { id: world.orgs.provider1 } });
    expect(view).toMatchObject({ hasSecret: true, redirectUri: REDIRECT, jitPosts: ["provider-member"] });
    expect(JSON.stringify(view)).not.toContain(provider.clientSecret);
    const rows = await withActor(test.db, platformActor("t"), "read", (tx) =>
      tx.selectFrom("sso_provider").select("client_secret").execute(),
    );
    expect(rows[0]?.client_secret?.toString("latin1")).not.toContain(provider.clientSecret);
  });

  it("refuses what leads inside, a lead's post on the fly, and other people's organisations", async () => {
    for (const issuer of [
      "https://127.0.0.1:1",
      "http://localhost:1",
      "https://169.254.169.254",
      "file:///etc",
    ])
      expect(await nameOf(configure({ issuer }))).toBe("sso-issuer");
    expect(await nameOf(configure({ jitPost: "provider-lead" }))).toBe("invalid-input");
    const lead = await strong("provider1Lead");
    await lead.call(contract.getSso, { params: { id: world.orgs.provider1 } });
    expect(await nameOf(lead.call(contract.getSso, { params: { id: world.orgs.provider2 } }))).toBe(
      "not-found",
    );
    const supervisor = await strong("lead");
    expect(await nameOf(supervisor.call(contract.getSso, { params: { id: world.orgs.provider1 } }))).toBe(
      "not-your-organisation",
    );
  });

  it("is found by code or mail domain, which tells nothing of people", async () => {
    const { call } = test.visitor();
    const find = async (word: string) => (await call(contract.findDoors, { query: { word } })).items;
    expect(await find("dianxinyun")).toEqual([{ code: "dianxinyun", organisation: "电信云" }]);
    expect(await find("whoever@provider1.example")).toEqual(await find("somebody.else@provider1.example"));
    expect(await find(world.emails.provider2Lead)).toEqual([]);
    expect(await nameOf(call(contract.startSso, { body: { code: "nobody" } }))).toBe("sso-unknown");
  });
});

describe("single sign-on", () => {
  it("links by first use inside the organisation, and knows the person from then on", async () => {
    const next = account({ sub: "weidong", email: world.emails.provider1Member });
    const first = await come(next);
    expect(await first.finish()).toEqual({ orgId: world.orgs.provider1, pending: null });
    expect((await first.visitor.call(contract.getMe, {})).person.id).toBe(world.people.provider1Member);
    // The provider's name for the person counts, not the e-mail.
    const again = await come({ ...next, email: "changed@provider1.example" });
    await again.finish();
    expect((await again.visitor.call(contract.getMe, {})).person.id).toBe(world.people.provider1Member);
  });

  it("lets nobody of another organisation in, nor with an e-mail that was not verified", async () => {
    for (const next of [
      account({ sub: "x1", email: world.emails.provider2Lead }),
      account({ sub: "x2", email: world.emails.provider1Lead2, emailVerified: false }),
      account({ sub: "x3", email: "unknown@provider1.example" }),
    ])
      expect(await nameOf((await come(next)).finish())).toBe("sso-nobody");
  });

  it("counts as a second factor only by the agreed acr and amr", async () => {
    const lead = { sub: "fenggang", email: world.emails.provider1Lead };
    const weak = await come(account({ ...lead, acr: "urn:something:else", amr: ["pwd"] }));
    expect(await weak.finish()).toMatchObject({ pending: "enrol" });
    expect(await nameOf(weak.visitor.call(contract.listPeople, { query: {} }))).toBe("second-factor-missing");
    const strongly = await come(account({ ...lead, acr: "urn:yunzhou:two-factor" }));
    expect(await strongly.finish()).toMatchObject({ pending: null });
    await strongly.visitor.call(contract.listPeople, { query: {} });
    expect((await strongly.visitor.call(contract.getMe, {})).assurance).toMatchObject({
      aal: 2,
      method: "sso",
    });
  });

  it("links an invitation, whatever the e-mail", async () => {
    const admin = await strong("systemAdmin");
    const made = await admin.call(contract.createPerson, {
      body: {
        orgId: world.orgs.provider1,
        name: "钱进",
        email: "qianjin@other.example",
        phone: "",
        title: "",
        posts: ["provider-member"],
      },
    });
    const arrival = await come(account({ sub: "qianjin" }), test.visitor(), made.link.token);
    await arrival.finish();
    expect((await arrival.visitor.call(contract.getMe, {})).person.id).toBe(made.id);
    expect(await nameOf(test.visitor().call(contract.getLink, { body: { token: made.link.token } }))).toBe(
      "link-expired",
    );
  });

  it("makes members on the fly only where that is switched on, with the named post", async () => {
    const next = account({ sub: "new", email: "new@provider1.example", name: "新人" });
    await configure({ jitPost: "provider-member" });
    const arrival = await come(next);
    await arrival.finish();
    const me = await arrival.visitor.call(contract.getMe, {});
    expect(me).toMatchObject({ posts: ["provider-member"], person: { name: "新人" } });
    await configure({ jitPost: null });
  });

  it("takes an answer once, in the browser that asked, and for the configuration that was asked", async () => {
    const next = account({ sub: "weidong", email: world.emails.provider1Member });
    const one = await come(next);
    const thief = test.visitor();
    expect(await nameOf(thief.call(contract.finishSso, { body: { search: one.search } }))).toBe("sso-failed");
    await one.finish();
    expect(await nameOf(one.finish())).toBe("sso-failed");
    const forged = await come(next);
    const search = forged.search.replace(/code=[^&]+/, "code=guessed");
    expect(await nameOf(forged.visitor.call(contract.finishSso, { body: { search } }))).toBe("sso-failed");
    const late = await come(next);
    test.clock.advance({ minutes: 11 });
    expect(await nameOf(late.finish())).toBe("sso-failed");
    // The security administrator reads which provider let nobody in, and why.
    const log = await withActor(test.db, platformActor("t"), "read", (tx) =>
      listSignIns(tx, { outcome: "failed" }),
    );
    expect(log.items.slice(0, 4).map(({ reason, organisation }) => [reason, organisation !== null])).toEqual([
      ["sso-late", false],
      ["sso-refused", true],
      ["sso-late", false],
      ["sso-late", false],
    ]);
  });

  it("acts for that organisation alone", async () => {
    await withActor(test.db, platformActor("t"), "write", (tx) =>
      givePost(tx, platformActor("t"), test.clock.read(), {
        personId: world.people.provider1Member,
        orgId: world.orgs.provider2,
        post: "provider-member",
      }),
    );
    const { visitor, finish } = await come(account({ sub: "weidong" }));
    await finish();
    const me = await visitor.call(contract.getMe, {});
    expect(me.memberships).toHaveLength(2);
    expect(await nameOf(visitor.call(contract.actFor, { body: { orgId: world.orgs.provider2 } }))).toBe(
      "sso-other-organisation",
    );
    const byPassword = test.visitor();
    await byPassword.call(contract.signIn, {
      body: { email: world.emails.provider1Member, password: PASSWORD },
    });
    await byPassword.call(contract.actFor, { body: { orgId: world.orgs.provider2 } });
  });

  it("ends with the link between person and identity", async () => {
    const admin = await strong("systemAdmin");
    const { identities } = await admin.call(contract.getSso, { params: { id: world.orgs.provider1 } });
    const jit = identities.find((each) => each.person.name === "新人");
    await admin.call(contract.unlinkIdentity, { params: { id: jit?.id ?? "" } });
    const other = await come(account({ sub: "new", email: "other@provider1.example" }));
    expect(await nameOf(other.finish())).toBe("sso-nobody");
  });
});
