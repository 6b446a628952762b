import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeSetting } from "../src/features/settings/queries.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import { settle } from "../src/background.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { makeWorld, PASSWORD, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
});
beforeEach(() => {
  test.clock.advance({ hours: 1 });
});

async function nameOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}
const signIn = (visitor: Visitor, email: string, password = PASSWORD) =>
  visitor.call(contract.signIn, { body: { email, password } });
const read = <T>(work: (tx: Tx) => Promise<T>) => withActor(test.db, platformActor("t"), "read", work);

/** Five wrong passwords from a browser nobody knows. */
async function attack(email: string): Promise<void> {
  for (let i = 0; i < 5; i += 1)
    expect(await nameOf(signIn(test.visitor(), email, "Falsch-Falsch-11"))).toBe("credentials-wrong");
}

describe("a lock-out", () => {
  it("stops strangers, while the person's own browser goes on", async () => {
    const own = await world.as("customer1Lead");
    const { customer1Lead: email } = world.emails;
    await attack(email);
    expect(await nameOf(signIn(test.visitor(), email))).toBe("account-locked");
    await signIn(own, email);
    // Signing in from there does not open the door for strangers.
    expect(await nameOf(signIn(test.visitor(), email))).toBe("account-locked");
    test.clock.advance({ minutes: 16 });
    await signIn(test.visitor(), email);
  });

  it("counts failures in the own browser too, and nobody else's browser passes for it", async () => {
    const own = await world.as("customer2Lead");
    const other = await world.as("customer2Member");
    const { customer2Lead: email } = world.emails;
    for (let i = 0; i < 5; i += 1) await nameOf(signIn(own, email, "Falsch-Falsch-11"));
    expect(await nameOf(signIn(own, email))).toBe("account-locked");
    await attack(world.emails.provider2Lead);
    expect(await nameOf(signIn(other, world.emails.provider2Lead))).toBe("account-locked");
  });

  it("tells nothing of whether a name exists: the same answers in the same order", async () => {
    const answers = async (email: string) => {
      const heard: unknown[] = [];
      for (let i = 0; i < 7; i += 1) {
        const error = await signIn(test.visitor(), email, "Falsch-Falsch-11").catch((e: unknown) => e);
        const { requestId: _, ...rest } = (error as ApiError).problem;
        heard.push(rest);
      }
      return heard;
    };
    const known = await answers(world.emails.assessor);
    expect(await answers("nobody.at.all@assessor.example")).toEqual(known);
    expect(JSON.stringify(known)).toContain("account-locked");
  });

  it("does the same work for a name that nobody has", async () => {
    const time = async (email: string) => {
      const begun = performance.now();
      await signIn(test.visitor(), email, "Falsch-Falsch-11").catch(() => undefined);
      return performance.now() - begun;
    };
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const known: number[] = [];
    const unknown: number[] = [];
    const people = Object.values(world.emails).slice(0, 9);
    for (const [i, email] of people.entries()) {
      known.push(await time(email));
      unknown.push(await time(`nobody${i}@x.example`));
    }
    // Without the comparison against nobody's hash the ratio is about one to five.
    expect(median(unknown)).toBeGreaterThan(median(known) * 0.5);
    expect(median(unknown)).toBeLessThan(median(known) * 2);
  });
});

describe("passwords", () => {
  it("do not return before five others were used", async () => {
    const visitor = await world.as("reviewer");
    let current = PASSWORD;
    const change = async (next: string) => {
      test.clock.advance({ minutes: 1 });
      await visitor.call(contract.changePassword, { body: { current, next } });
      current = next;
    };
    for (const season of ["Lichun", "Yushui", "Jingzhe", "Chunfen"]) await change(`Jieqi-${season}-2026`);
    expect(await nameOf(change(PASSWORD))).toBe("password-weak");
    expect(await nameOf(change("Jieqi-Yushui-2026"))).toBe("password-weak");
    await change("Jieqi-Qingming-2026");
    await change(PASSWORD);
  });

  it("that ran out can only be changed", async () => {
    await withActor(test.db, platformActor("t"), "write", (tx) =>
      storeSetting(tx, {
        key: "password.maxAgeDays",
        value: 90,
        version: 1,
        reason: "as shipped",
        by: null,
        at: test.clock.read(),
      }),
    );
    test.clock.advance({ days: 91 });
    const visitor = test.visitor();
    expect(await signIn(visitor, world.emails.manager)).toMatchObject({ pending: "password" });
    expect(await nameOf(visitor.call(contract.listOrganisations, { query: {} }))).toBe("password-expired");
    await visitor.call(contract.changePassword, { body: { current: PASSWORD, next: "Jieqi-Guyu-2027-x" } });
    await visitor.call(contract.listOrganisations, { query: {} });
    await withActor(test.db, platformActor("t"), "write", (tx) =>
      storeSetting(tx, {
        key: "password.maxAgeDays",
        value: 3660,
        version: 2,
        reason: "for the other stories",
        by: null,
        at: test.clock.read(),
      }),
    );
    test.clock.advance({ minutes: 2 });
  });
});

describe("the sign-in log", () => {
  it("tells who tried what, keeps no name that nobody has, and is for two administrators alone", async () => {
    const typed = "geheimes-passwort-im-falschen-feld@x.example";
    await signIn(test.visitor(), typed).catch(() => undefined);
    await world.as("lead");
    const security = await world.as("securityAdmin");
    const { items } = await security.call(contract.listSignIns, { query: { limit: 5 } });
    expect(items.map((row) => [row.outcome, row.reason, row.person?.name ?? null])).toEqual(
      expect.arrayContaining([
        ["failed", "unknown-name", null],
        ["signed-in", null, "李薇"],
      ]),
    );
    expect(items.find((row) => row.reason === "unknown-name")?.unknownName).toMatch(/^[0-9a-f]{8}$/);
    await (await world.as("auditAdmin")).call(contract.listSignIns, { query: {} });
    for (const who of ["lead", "systemAdmin", "provider1Lead"] as const)
      expect(await nameOf((await world.as(who)).call(contract.listSignIns, { query: {} }))).toBe("forbidden");
    const rows = await read((tx) => tx.selectFrom("sign_in_log").selectAll().execute());
    const entries = await read((tx) => tx.selectFrom("record_entry").select("body").execute());
    expect(JSON.stringify([rows, entries.map((entry) => entry.body.toString())])).not.toContain(typed);
  });

  it("notices a sign-in from a new network, and tells the person and the security administrator", async () => {
    const who: PersonKey = "provider1Member";
    const from = (remoteAddress: string) =>
      test.app.inject({
        method: "POST",
        url: "/api/sign-in",
        remoteAddress,
        payload: { email: world.emails[who], password: PASSWORD },
      });
    await from("10.1.1.5");
    await from("10.1.1.77");
    await from("10.9.9.9");
    await settle({ db: test.db, signer: signerOf(makeSecret("lock-out.example")) }, test.clock.read());
    const told = await read((tx) =>
      tx
        .selectFrom("notice")
        .select(["rule", "person_id"])
        .where("rule", "in", ["new-place-own", "new-place-other"])
        .where("object_id", "=", world.people[who])
        .execute(),
    );
    expect(told).toEqual(
      expect.arrayContaining([
        { rule: "new-place-own", person_id: world.people[who] },
        { rule: "new-place-other", person_id: world.people.securityAdmin },
      ]),
    );
    expect(told).toHaveLength(2);
    const rows = await read((tx) =>
      tx
        .selectFrom("sign_in_log")
        .select("new_place")
        .where("person_id", "=", world.people[who])
        .orderBy("id")
        .execute(),
    );
    expect(rows.map((row) => row.new_place)).toEqual([false, false, true]);
  });
});
