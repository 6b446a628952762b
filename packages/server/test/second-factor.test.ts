import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { strFromU8, unzipSync } from "fflate";
import { generate } from "otplib";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { makeWorld, PASSWORD, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test, { asShipped: true });
});
beforeEach(() => {
  // A code is accepted once; each story has steps of its own.
  test.clock.advance({ minutes: 20 });
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
const codeOf = (secret: string, minutes = 0) =>
  generate({ secret, epoch: Math.floor(test.clock.read().getTime() / 1000) + minutes * 60 });
const signIn = (visitor: Visitor, who: PersonKey) =>
  visitor.call(contract.signIn, { body: { email: world.emails[who], password: PASSWORD } });

/** Signs in and sets up a code generator; afterwards the clock is one step further. */
async function enrol(who: PersonKey) {
  const visitor = await world.as(who);
  const begun = await visitor.call(contract.beginTotp, { body: { name: "手机" } });
  const { recoveryCodes } = await visitor.call(contract.finishTotp, {
    params: { id: begun.id },
    body: { code: await codeOf(begun.secret) },
  });
  test.clock.advance({ minutes: 1 });
  return { visitor, secret: begun.secret, codes: recoveryCodes ?? [] };
}

const confirmBy = (visitor: Visitor, by: "totp" | "recovery-code" | "password", secret: string) =>
  visitor.call(contract.confirmMe, { body: { by, secret } });

describe("the second factor", () => {
  it("is owed by the posts that need one: until it is set up nothing else is done", async () => {
    const visitor = test.visitor();
    expect(await signIn(visitor, "lead")).toMatchObject({ pending: "enrol" });
    expect(await nameOf(visitor.call(contract.listPeople, { query: {} }))).toBe("second-factor-missing");
    const me = await visitor.call(contract.getMe, {});
    expect(me.assurance).toMatchObject({ aal: 1, pending: "enrol", factors: { totp: false } });
    const { visitor: done, codes } = await enrol("lead");
    expect(codes).toHaveLength(10);
    await done.call(contract.listPeople, { query: {} });
    expect((await done.call(contract.getMe, {})).assurance).toMatchObject({ aal: 2, pending: null });
    // The other session is still at level 1, and now there is a factor to present.
    expect(await nameOf(visitor.call(contract.listPeople, { query: {} }))).toBe("second-factor-needed");
  });

  it("is not asked of posts that do not need one, until they have one", async () => {
    expect(await signIn(test.visitor(), "customer1Member")).toMatchObject({ pending: null });
    await enrol("customer1Member");
    expect(await signIn(test.visitor(), "customer1Member")).toMatchObject({ pending: "factor" });
  });

  it("takes a code once, with the allowed drift, and no other", async () => {
    const { secret } = await enrol("reviewer");
    const visitor = await world.as("reviewer");
    expect(await nameOf(confirmBy(visitor, "totp", await codeOf(secret, 5)))).toBe("confirmation-wrong");
    expect(await nameOf(confirmBy(visitor, "password", PASSWORD))).toBe("confirmation-wrong");
    const code = await codeOf(secret);
    await confirmBy(visitor, "totp", code);
    const again = await world.as("reviewer");
    expect(await nameOf(confirmBy(again, "totp", code))).toBe("code-used");
    test.clock.advance({ minutes: 1 });
    // A clock that is one step behind is within the drift, an older code than the last is not taken.
    await confirmBy(again, "totp", await codeOf(secret));
    expect(await nameOf(confirmBy(again, "totp", await codeOf(secret, -0.5)))).toBe("code-used");
  });

  it("takes a code once even when it comes twice at the same time", async () => {
    const { secret } = await enrol("lead2");
    const code = await codeOf(secret);
    const two = [await world.as("lead2"), await world.as("lead2")];
    const answers = await Promise.allSettled(two.map((visitor) => confirmBy(visitor, "totp", code)));
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  });

  it("locks codes after too many wrong ones, and the security administrator unlocks", async () => {
    const { visitor: security } = await enrol("securityAdmin");
    const { secret } = await enrol("reviewer2");
    const visitor = await world.as("reviewer2");
    for (let i = 0; i < 5; i += 1)
      expect(await nameOf(confirmBy(visitor, "totp", "000000"))).toBe("confirmation-wrong");
    expect(await nameOf(confirmBy(visitor, "totp", await codeOf(secret)))).toBe("confirmation-locked");
    await security.call(contract.unlockPerson, { params: { id: world.people.reviewer2 } });
    await confirmBy(visitor, "totp", await codeOf(secret));
  });

  it("can be replaced by a recovery code, once each, and they can be renewed", async () => {
    const { codes, visitor: first } = await enrol("manager");
    const visitor = await world.as("manager");
    const [one = "", two = ""] = codes;
    expect(await confirmBy(visitor, "recovery-code", one.toUpperCase().replaceAll("-", " "))).toMatchObject({
      recoveryCodesLeft: 9,
    });
    expect(await nameOf(confirmBy(visitor, "recovery-code", one))).toBe("confirmation-wrong");
    const renewed = await first.call(contract.renewRecoveryCodes, {});
    expect(renewed.recoveryCodes).not.toContain(two);
    expect(await nameOf(confirmBy(visitor, "recovery-code", two))).toBe("confirmation-wrong");
    const stored = await withActor(test.db, platformActor("t"), "read", (tx) =>
      tx.selectFrom("recovery_code").selectAll().execute(),
    );
    expect(JSON.stringify(stored)).not.toContain(two.replaceAll("-", ""));
  });

  it("keeps the seed sealed: neither the table nor the record shows it", async () => {
    const { secret } = await enrol("provider1Lead");
    const rows = await withActor(test.db, platformActor("t"), "read", async (tx) => [
      ...(await tx.selectFrom("factor").selectAll().execute()),
      ...(await tx.selectFrom("record_entry").select("body").execute()),
      ...(await tx.selectFrom("idempotency").select("response").execute()),
    ]);
    const all = rows
      .map((row) => Buffer.from(Object.values(row).map(String).join(" ")).toString("latin1"))
      .join(" ");
    expect(all).not.toContain(secret);
  });

  it("stays with the last one where the post needs one", async () => {
    const { visitor } = await enrol("provider2Lead");
    const [factor] = (await visitor.call(contract.getMySecurity, {})).factors;
    const params = { id: factor?.id ?? "" };
    expect(await nameOf(visitor.call(contract.removeFactor, { params }))).toBe("factor-last");
    const { visitor: assessor } = await enrol("assessor");
    const [other] = (await assessor.call(contract.getMySecurity, {})).factors;
    expect(await nameOf(visitor.call(contract.removeFactor, { params: { id: other?.id ?? "" } }))).toBe(
      "not-found",
    );
    await assessor.call(contract.removeFactor, { params: { id: other?.id ?? "" } });
    expect((await assessor.call(contract.getMySecurity, {})).factors).toEqual([]);
  });
});

describe("steps that matter", () => {
  it("ask again after a while, and are carried out under the same key once confirmed", async () => {
    const { visitor, secret } = await enrol("systemAdmin");
    const body = {
      orgId: world.orgs.provider1,
      name: "欧阳静",
      email: "ouyang@provider1.example",
      phone: "",
      title: "",
      posts: ["provider-member" as const],
    };
    test.clock.advance({ minutes: 20 });
    const idempotencyKey = crypto.randomUUID();
    expect(await nameOf(visitor.call(contract.createPerson, { body }, { idempotencyKey }))).toBe(
      "confirmation-needed",
    );
    await visitor.call(contract.listPeople, { query: {} });
    await confirmBy(visitor, "totp", await codeOf(secret));
    await visitor.call(contract.createPerson, { body }, { idempotencyKey });
  });

  it("taking lists and tables away is one of them, and stands in the record", async () => {
    const { visitor, secret } = await enrol("districtLead");
    test.clock.advance({ minutes: 20 });
    const body = { list: "/api/people", format: "csv" as const };
    const roles = () =>
      test.app.inject({ url: "/api/roles/export?language=en", headers: { cookie: visitor.cookie() ?? "" } });
    expect(await nameOf(visitor.call(contract.recordExport, { body }))).toBe("confirmation-needed");
    expect(await nameOf(visitor.call(contract.mayExport, {}))).toBe("confirmation-needed");
    expect((await roles()).json().name).toBe("confirmation-needed");
    await confirmBy(visitor, "totp", await codeOf(secret));
    await visitor.call(contract.recordExport, { body });
    const entries = await withActor(test.db, platformActor("t"), "read", (tx) =>
      tx.selectFrom("record_entry").select("body").orderBy("id", "desc").execute(),
    );
    const exported = entries
      .map(({ body }) => JSON.parse(Buffer.from(body).toString("utf8")) as { kind?: string; data?: unknown })
      .find(({ kind }) => kind === "person.exported");
    expect(exported?.data).toEqual({ list: "/api/people", format: "csv" });
    // A list of somebody else's permission, and what is no list: the same answer.
    for (const list of ["/api/loosening-nobody-has", "/api/mails"])
      expect(await nameOf(visitor.call(contract.recordExport, { body: { ...body, list } }))).toBe(
        "not-found",
      );
    const parts = unzipSync(new Uint8Array((await roles()).rawPayload));
    const sheet = Object.entries(parts).flatMap(([name, bytes]) =>
      name.endsWith("xml") ? [strFromU8(bytes)] : [],
    );
    expect(sheet.join("")).toMatch(/supervisor(&apos;|&#39;|')s lead/);
    expect(sheet.join("")).not.toContain("<f>");
  });

  it("ask for the password where the own account is concerned and there is no factor", async () => {
    const visitor = await world.as("customer2Member");
    test.clock.advance({ minutes: 20 });
    const begin = () => visitor.call(contract.beginTotp, { body: { name: "手机" } });
    expect(await nameOf(begin())).toBe("confirmation-needed");
    expect(await nameOf(confirmBy(visitor, "password", "Falsch-Falsch-11"))).toBe("confirmation-wrong");
    await confirmBy(visitor, "password", PASSWORD);
    await begin();
  });
});

describe("a lost factor", () => {
  it("is reset by the security administrator, never the own one, and enrolled anew", async () => {
    const { visitor: auditor, codes } = await enrol("auditAdmin");
    const security = await world.as("securityAdmin");
    const params = { id: world.people.auditAdmin };
    const body = { reason: "手机遗失，已当面核实身份" };
    expect(await nameOf(security.call(contract.resetFactors, { params, body }))).toBe("second-factor-needed");
    // The security administrator's own factor was enrolled above; a new one stands in for the phone.
    await withActor(test.db, platformActor("t"), "write", (tx) =>
      tx
        .updateTable("person")
        .set({ factors_reset_at: test.clock.read() })
        .where("id", "=", world.people.securityAdmin)
        .execute(),
    );
    test.clock.advance({ minutes: 1 });
    const { visitor: again } = await enrol("securityAdmin");
    const own = { id: world.people.securityAdmin };
    expect(await nameOf(again.call(contract.resetFactors, { params: own, body }))).toBe("own-post");
    expect(await nameOf(auditor.call(contract.resetFactors, { params: own, body }))).toBe("forbidden");
    await again.call(contract.resetFactors, { params, body });
    expect(await nameOf(auditor.call(contract.getMe, {}))).toBe("not-signed-in");
    test.clock.advance({ minutes: 1 });
    const anew = test.visitor();
    expect(await signIn(anew, "auditAdmin")).toMatchObject({ pending: "enrol" });
    expect(await nameOf(confirmBy(anew, "recovery-code", codes[0] ?? ""))).toBe("confirmation-wrong");
  });
});
