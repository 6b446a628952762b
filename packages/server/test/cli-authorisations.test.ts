import { writeFileSync } from "node:fs";
import path from "node:path";
import { getAuthorisation, grantAuthorisationOf } from "@yunjian/contract";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startApp, type TestApp } from "./app.ts";
import { commandLine, keyOf, listen, type Run } from "./cli-process.ts";
import { makeWorld, type World } from "./world.ts";

// Every step is a process of its own.
vi.setConfig({ testTimeout: 180_000 });

let test: TestApp;
let world: World;
let run: Run;
let home: string;

beforeAll(async () => {
  // The command line reckons by its own clock.
  test = await startApp({ now: new Date().toISOString() });
  world = await makeWorld(test);
  const key = await keyOf(world, "provider1Lead");
  ({ run, home } = commandLine({ YUNJIAN_URL: await listen(test), YUNJIAN_KEY: key }));
});

describe("a provider's ticket system", () => {
  it("asks, looks whether it may, records once with its log, and is told what is wrong", async () => {
    const wish = [
      "authorisation",
      "ask",
      "--system",
      "社会保险公共服务网",
      "--title",
      "重启节点二",
      "--reason",
      "INC-7781 内存耗尽",
      "--operation",
      "restart",
      "--touch",
      "availability",
      "--person",
      "卫东",
      "--hours",
      "2",
      "--json",
    ];
    const bare = await run(wish);
    expect(bare.code).not.toBe(0);
    expect(bare.out).toContain("/risk");
    const asked = await run([...wish, "--risk", "中断 3 分钟", "--rollback", "回退快照"]);
    expect(asked.code).toBe(0);
    const { id, number } = asked.json();
    const waiting = await run(["authorisation", "show", number, "--json"]);
    expect(waiting.json()).toMatchObject({ standing: "asked", customer: { name: "市人社局" } });

    const lead = await world.as("customer1Lead");
    const of = await lead.call(getAuthorisation, { params: { id } });
    await lead.call(grantAuthorisationOf, {
      params: { id },
      body: {
        version: of.version,
        operations: of.asked.operations,
        touches: of.asked.touches,
        resourceIds: [],
        operators: of.asked.operators,
        fromAt: of.asked.fromAt,
        toAt: of.asked.toAt,
      },
    });
    const listed = await run(["authorisation", "list", "--standing", "valid"]);
    expect(listed.out).toContain("重启节点二");

    test.clock.advance({ minutes: 40 });
    const log = path.join(home, "session.log");
    writeFileSync(log, "systemctl restart tomcat\n");
    const at = (minutes: number) => new Date(Date.parse(of.asked.fromAt) + minutes * 60_000).toISOString();
    const record = (from: string, to: string, ...more: string[]) =>
      run([
        "authorisation",
        "record",
        number,
        log,
        "--sensitivity",
        "internal",
        "--operation",
        "restart",
        "--touch",
        "availability",
        "--person",
        "卫东",
        "--from",
        from,
        "--to",
        to,
        "--text",
        "重启后恢复",
        "--reference",
        "INC-7781",
        "--json",
        ...more,
      ]);
    const outside = await record(at(-60), at(10));
    expect(outside.code).not.toBe(0);
    expect(outside.out).toContain("operation-outside-grant");
    const done = await record(at(10), at(14));
    expect(done.json()).toMatchObject({ late: false, repeated: false, number });
    const again = await record(at(10), at(14));
    expect(again.json()).toMatchObject({ repeated: true });
    // The first session went idle with the clock.
    const seen = await (await world.as("customer1Lead")).call(getAuthorisation, { params: { id } });
    expect(seen.records).toMatchObject([{ reference: "INC-7781", files: [{ name: "session.log" }] }]);
    const wrong = await run(["authorisation", "record", number, "--operation", "juggle"]);
    expect(wrong.code).toBe(2);
    const unclear = await run(["authorisation", "show", "授权〔1999〕1号"]);
    expect(unclear.code).not.toBe(0);
  });
});
