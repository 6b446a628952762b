import {
  askNotApplicable,
  changeAgreement,
  compareAgreementVersions,
  decideAgreementChanges,
  getAgreement,
  listAgreementChanges,
  listAgreementVersions,
  listObligations,
  stateParameters,
  withdrawAgreementChange,
} from "@yunjian/contract";
import { dateOf } from "@yunjian/domain";
import { describe, expect, test } from "vitest";
import { parametersOf } from "../src/features/obligations/read.ts";
import { changeCloud } from "../src/features/registry/service-clouds.ts";
import { startApp, type Visitor } from "./app.ts";
import { makeWorld, type PersonKey } from "./world.ts";

const app = await startApp({ now: "2026-06-10T02:00:00Z" });
const world = await makeWorld(app);
const { cloud1, cloud2 } = world.clouds;
const at = (cloudId: string) => ({ params: { cloudId } });
const people = new Map<PersonKey, Visitor>();
async function as(name: PersonKey): Promise<Visitor> {
  const known = people.get(name) ?? (await world.as(name));
  people.set(name, known);
  return known;
}
const refused = (name: string) => ({ problem: { name } });
const agreement = async (cloudId: string) =>
  (await as("lead")).call(getAgreement, { ...at(cloudId), query: {} });
const rowOf = async (cloudId: string, dutyId: string) =>
  (await agreement(cloudId)).rows.find((row) => row.duty.id === dutyId);
const periodsOf = (dutyId: string, cloudId = cloud1) =>
  world.run("lead", (tx) =>
    tx
      .selectFrom("period")
      .select(["id", "label", "state", "opens_at", "agreement_version", "span_start", "span_end"])
      .where("duty_id", "=", dutyId)
      .where("cloud_id", "=", cloudId)
      .orderBy("span_start")
      .execute(),
  );

describe("the first version", () => {
  test("holds every duty of the catalogue; rows above the level do not apply, by rule", async () => {
    const page = await agreement(cloud2);
    expect(page).toMatchObject({ version: 1, inForce: true, cloud: { capabilityLevel: "general" } });
    expect(page.rows.length).toBeGreaterThan(80);
    const above = page.rows.filter((row) => row.duty.attribute === "enhanced");
    expect(above.length).toBeGreaterThan(10);
    expect(new Set(above.map((row) => row.term.inapplicable))).toEqual(new Set(["capability-level"]));
    const obligations = await (await as("lead")).call(listObligations, {
      query: { cloudId: cloud2, posture: "not-applicable", limit: 200 },
    });
    expect(obligations.items.map((each) => each.duty.id).sort()).toEqual(
      above.map((row) => row.duty.id).sort(),
    );
    expect(await periodsOf(above[0]?.duty.id ?? "", cloud2)).toEqual([]);
  });

  test("is seen by the party and the supervisors, not by the cloud's customers or another provider", async () => {
    expect(
      (await (await as("provider1Member")).call(getAgreement, { ...at(cloud1), query: {} })).may,
    ).toEqual({
      manage: false,
      approve: false,
      stateParameters: true,
    });
    for (const person of ["provider2Lead", "districtLead"] as const) {
      await expect((await as(person)).call(getAgreement, { ...at(cloud1), query: {} })).rejects.toMatchObject(
        refused("not-found"),
      );
    }
    await expect(
      (await as("customer1Lead")).call(getAgreement, { ...at(cloud1), query: {} }),
    ).rejects.toMatchObject(refused("forbidden"));
  });
});

describe("the supervisor changes terms", () => {
  test("a tighter frequency plans anew only what has not opened; what has opened cites its version", async () => {
    const before = await periodsOf("JGK-A-01");
    const body = {
      version: 1,
      reason: "重点单位",
      changes: [{ dutyId: "JGK-A-01", frequency: "quarterly" as const }],
    };
    await expect(
      (await as("provider1Lead")).call(changeAgreement, { ...at(cloud1), body }),
    ).rejects.toMatchObject(refused("forbidden"));
    expect(await (await as("reviewer")).call(changeAgreement, { ...at(cloud1), body })).toEqual({
      version: 2,
    });
    const after = await periodsOf("JGK-A-01");
    const now = app.clock.read();
    const opened = (rows: typeof before) => rows.filter((row) => row.opens_at <= now);
    expect(opened(after)).toEqual(opened(before));
    expect(new Set(opened(after).map((row) => row.agreement_version))).toEqual(new Set([1]));
    const coming = after.filter((row) => row.opens_at > now && row.state === "open");
    expect(coming.map((row) => row.label)).toEqual(["2027Q1", "2027Q2", "2027Q3", "2027Q4"]);
    expect(new Set(coming.map((row) => row.agreement_version))).toEqual(new Set([2]));
    // The rest of the cloud's plan follows the version as well, untouched otherwise.
    const others = await periodsOf("JGK-A-47");
    expect(new Set(others.filter((row) => row.opens_at > now).map((row) => row.agreement_version))).toEqual(
      new Set([2]),
    );
    expect(others.every((row) => row.state === "open")).toBe(true);
  });

  test("looser is refused by field, as are a past start and a change based on an older version", async () => {
    const call = async (version: number, change: object) =>
      (await as("lead")).call(changeAgreement, {
        ...at(cloud1),
        body: { version, reason: "试", changes: [{ dutyId: "JGK-A-02", ...change }] },
      });
    await expect(call(2, { frequency: "five-yearly" })).rejects.toMatchObject({
      problem: { name: "invalid-input", errors: [{ field: "/changes/0/frequency" }] },
    });
    await expect(call(2, { startsOn: "2026-06-09" })).rejects.toMatchObject({
      problem: { errors: [{ field: "/changes/0/startsOn" }] },
    });
    await expect(call(1, { secondReview: true })).rejects.toMatchObject(refused("stale-version"));
    await expect(call(2, { secondReview: false })).rejects.toMatchObject({
      problem: { errors: [{ field: "/changes" }] },
    });
  });

  test("reviewer and second review change obligations and no period", async () => {
    const before = await periodsOf("JGK-A-02");
    const changes = [{ dutyId: "JGK-A-02", secondReview: true, reviewerOrgId: world.orgs.supervisor }];
    await (await as("lead")).call(changeAgreement, {
      ...at(cloud1),
      body: { version: 2, reason: "双人审核", changes },
    });
    expect((await periodsOf("JGK-A-02")).map((row) => [row.id, row.state])).toEqual(
      before.map((row) => [row.id, row.state]),
    );
    const { items } = await (await as("lead")).call(listObligations, {
      query: { cloudId: cloud1, dutyId: "JGK-A-02" },
    });
    expect(items).toHaveLength(1);
  });

  test("versions are kept and can be compared", async () => {
    const visitor = await as("provider1Member");
    const { items } = await visitor.call(listAgreementVersions, { ...at(cloud1), query: {} });
    expect(items.map((each) => each.version)).toEqual([3, 2, 1]);
    expect(items[1]).toMatchObject({ reason: "重点单位", createdBy: "赵敏" });
    const first = await visitor.call(listAgreementVersions, { ...at(cloud1), query: { limit: 2 } });
    const rest = await visitor.call(listAgreementVersions, {
      ...at(cloud1),
      query: { limit: 2, after: first.next ?? "" },
    });
    expect(rest.items.map((each) => each.version)).toEqual([1]);
    const { differences } = await visitor.call(compareAgreementVersions, {
      ...at(cloud1),
      query: { from: 1, to: 3 },
    });
    expect(differences.map((each) => `${each.dutyId} ${each.field}`).sort()).toEqual([
      "JGK-A-01 frequency",
      "JGK-A-02 reviewerOrgId",
      "JGK-A-02 secondReview",
    ]);
    expect((await visitor.call(getAgreement, { ...at(cloud1), query: { version: 1 } })).inForce).toBe(false);
  });
});

describe("not applicable", () => {
  const ask = async (person: PersonKey, dutyIds: string[], reason = "本平台无此项业务") =>
    (await as(person)).call(askNotApplicable, { ...at(cloud1), body: { dutyIds, reason } });
  const decide = async (person: PersonKey, ids: string[], approve: boolean, note = "") =>
    (await as(person)).call(decideAgreementChanges, {
      body: { changes: ids.map((id) => ({ id, version: 1 })), approve, note },
    });

  test("takes a reason, another person, and a lead", async () => {
    await expect(ask("provider1Lead", ["JGK-A-38"])).rejects.toMatchObject(refused("forbidden"));
    const { ids } = await ask("lead", ["JGK-A-38"]);
    await expect(ask("reviewer", ["JGK-A-38"])).rejects.toMatchObject(refused("already-exists"));
    await expect(decide("lead", ids, true)).rejects.toMatchObject(refused("same-person"));
    await expect(decide("reviewer", ids, true)).rejects.toMatchObject(refused("forbidden"));
    await expect(decide("districtLead", ids, true)).rejects.toMatchObject(refused("not-found"));
    expect(await decide("lead2", ids, true)).toEqual({ decided: 1 });
    expect((await rowOf(cloud1, "JGK-A-38"))?.term).toMatchObject({
      applicable: false,
      inapplicable: "agreed",
    });
    const now = app.clock.read();
    const periods = await periodsOf("JGK-A-38");
    // The one that was running was not due yet and is empty: it ends too.
    expect(
      new Set(
        periods.filter((row) => row.opens_at > now || row.span_end >= dateOf(now)).map((row) => row.state),
      ),
    ).toEqual(new Set(["cancelled"]));
    const [version] = (
      await (await as("lead")).call(listAgreementVersions, { ...at(cloud1), query: { limit: 1 } })
    ).items;
    expect(version).toMatchObject({ createdBy: "李薇", approvedBy: "王建国", reason: "本平台无此项业务" });
  });

  test("applies again by the supervisor alone; nothing is asked for the time between", async () => {
    app.clock.set("2026-08-20T02:00:00Z");
    people.clear();
    const { version } = await agreement(cloud1);
    await (await world.as("reviewer")).call(changeAgreement, {
      ...at(cloud1),
      body: { version, reason: "恢复", changes: [{ dutyId: "JGK-A-38", applicable: true }] },
    });
    const live = (await periodsOf("JGK-A-38")).filter((row) => row.state === "open");
    expect(live.length).toBeGreaterThan(0);
    expect(
      live
        .filter((row) => row.agreement_version === version + 1)
        .every((row) => row.span_start >= "2026-08-20"),
    ).toBe(true);
  });

  test("a refusal says why, and leaves everything as it was", async () => {
    const before = await agreement(cloud1);
    const { ids } = await ask("lead", ["JGK-A-39"]);
    await expect(decide("lead2", ids, false)).rejects.toMatchObject(refused("reason-required"));
    await decide("lead2", ids, false, "仍有备份业务");
    expect((await agreement(cloud1)).version).toBe(before.version);
    const { items } = await (await as("lead")).call(listAgreementChanges, {
      query: { cloudId: cloud1, state: "refused" },
    });
    expect(items[0]).toMatchObject({ dutyId: "JGK-A-39", decidedBy: "王建国", decisionNote: "仍有备份业务" });
    await expect(decide("lead2", ids, true)).rejects.toMatchObject(refused("wrong-state"));
  });

  test("a row the level already excludes needs no exception", async () => {
    const enhanced = (await agreement(cloud2)).rows.find((row) => !row.term.applicable);
    const body = { dutyIds: [enhanced?.duty.id ?? ""], reason: "x" };
    await expect((await as("lead")).call(askNotApplicable, { ...at(cloud2), body })).rejects.toMatchObject({
      problem: { errors: [{ field: "/dutyIds/0" }] },
    });
  });
});

describe("parameters", () => {
  const state = async (
    person: PersonKey,
    values: { dutyId: string; values: Record<string, string | string[]> }[],
  ) => (await as(person)).call(stateParameters, { ...at(cloud1), body: { values, note: "按运维制度" } });

  test("are stated by the provider, checked, and count once a supervisor confirms them", async () => {
    await expect(state("reviewer", [])).rejects.toMatchObject(refused("forbidden"));
    await expect(
      state("provider2Lead", [{ dutyId: "JGK-A-47", values: { "response-time": "P7D" } }]),
    ).rejects.toMatchObject(refused("not-found"));
    await expect(
      state("provider1Member", [
        { dutyId: "JGK-A-47", values: { "response-time": "7 days", "scan-frequency": "P7D" } },
        { dutyId: "JGK-A-13", values: { response: ["nothing"] } },
      ]),
    ).rejects.toMatchObject({
      problem: {
        errors: [{ field: "/values/0/values/response-time" }, { field: "/values/1/values/response" }],
      },
    });
    const { ids } = await state("provider1Member", [
      { dutyId: "JGK-A-47", values: { "response-time": "P7D", "scan-frequency": "P30D" } },
      { dutyId: "JGK-A-13", values: { response: ["block", "alert"] } },
    ]);
    expect((await rowOf(cloud1, "JGK-A-47"))?.asked).toEqual(["parameters"]);
    expect(await world.run("lead", (tx) => parametersOf(tx, cloud1, "JGK-A-47"))).toEqual({});
    const { items } = await (await as("reviewer")).call(listAgreementChanges, {
      query: { cloudId: cloud1, state: "asked" },
    });
    expect(items.find((each) => each.dutyId === "JGK-A-47")?.values.map((each) => each.text.zh)).toContain(
      "7 天",
    );
    const body = { changes: ids.map((id) => ({ id, version: 1 })), approve: true, note: "" };
    await expect((await as("provider1Lead")).call(decideAgreementChanges, { body })).rejects.toMatchObject(
      refused("forbidden"),
    );
    await (await as("reviewer")).call(decideAgreementChanges, { body });
    expect(await world.run("lead", (tx) => parametersOf(tx, cloud1, "JGK-A-47"))).toEqual({
      "response-time": "P7D",
      "scan-frequency": "P30D",
    });
  });

  test("a later statement takes the place of one nobody confirmed; the provider can withdraw it", async () => {
    const first = await state("provider1Member", [
      { dutyId: "JGK-A-28", values: { "retest-frequency": "P3D" } },
    ]);
    const second = await state("provider1Lead", [
      { dutyId: "JGK-A-28", values: { "retest-frequency": "P5D" } },
    ]);
    const { items } = await (await as("lead")).call(listAgreementChanges, {
      query: { cloudId: cloud1, state: "asked" },
    });
    expect(items.map((each) => each.id)).toEqual(second.ids);
    const [id = ""] = second.ids;
    await expect(
      (await as("lead")).call(withdrawAgreementChange, { params: { id }, body: { version: 1 } }),
    ).rejects.toMatchObject(refused("not-your-organisation"));
    await (await as("provider1Member")).call(withdrawAgreementChange, {
      params: { id },
      body: { version: 1 },
    });
    const body = { changes: first.ids.map((each) => ({ id: each, version: 2 })), approve: true, note: "" };
    await expect((await as("lead")).call(decideAgreementChanges, { body })).rejects.toMatchObject(
      refused("wrong-state"),
    );
  });
});

describe("the register changes", () => {
  test("a higher capability level starts the enhanced rows from now, with periods", async () => {
    const cloud = await world.run("lead", (tx) =>
      tx.selectFrom("cloud").selectAll().where("id", "=", cloud2).executeTakeFirstOrThrow(),
    );
    await world.run("lead", (tx, actor, now) =>
      changeCloud(tx, actor, now, {
        id: cloud2,
        version: cloud.version,
        name: cloud.name,
        serviceModels: ["IaaS"],
        deployment: "dedicated",
        zones: ["government-extranet"],
        region: cloud.region,
        carriers: cloud.carriers,
        capabilityLevel: "enhanced",
        mlpsLevel: 3,
        supervisedFrom: cloud.supervised_from,
      }),
    );
    const page = await agreement(cloud2);
    expect(page.version).toBe(2);
    expect(page.rows.every((row) => row.term.applicable)).toBe(true);
    const monthly = page.rows.find(
      (row) =>
        row.duty.attribute === "enhanced" && row.duty.frequency === "monthly" && row.duty.per === "cloud",
    );
    const [first] = await periodsOf(monthly?.duty.id ?? "", cloud2);
    expect(first && first.span_start >= "2026-08-20").toBe(true);
  });
});

test("an agreement page takes a bounded number of questions, however many rows it has", async () => {
  const lead = await as("lead");
  app.statements();
  await lead.call(getAgreement, { ...at(cloud1), query: {} });
  expect(app.statements().length).toBeLessThanOrEqual(20);
});
