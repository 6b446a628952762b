import { getMe } from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
});

describe("the small city", () => {
  it("lets everybody in", async () => {
    const { call } = await world.as("provider1Lead");
    expect((await call(getMe, {})).organisation.shortName).toBe("电信云");
    expect((await world.actor("lead")).scope).toBe("all");
    expect((await world.actor("manager")).scope).toBe("tenant");
  });
});
