import { ApiError, getEntry, getMe, setUp, signIn, signOut } from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { makeSetUpLink } from "../src/features/sign-in/service.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";

const founder = { email: "li.wei@jianguan.example", password: "Qiu-Feng-Qi-14" };
let test: TestApp;

beforeAll(async () => {
  test = await startApp();
});

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

describe("first start", () => {
  it("is set up once, through a one-time link", async () => {
    const link = () =>
      withActor(test.db, platformActor("t"), "write", (tx) => makeSetUpLink(tx, test.clock.read()));
    const older = await link();
    const token = await link();
    const body = {
      organisation: "云州市大数据管理局",
      shortName: "市大数据局",
      region: "云州市",
      name: "李薇",
      ...founder,
    };
    const { call } = test.visitor();
    expect((await call(getEntry, {})).empty).toBe(true);
    expect(await refusal(call(setUp, { body: { ...body, token: older ?? "" } }))).toBe("link-expired");
    expect(await refusal(call(setUp, { body: { ...body, token: token ?? "", password: "short" } }))).toBe(
      "password-weak",
    );
    await call(setUp, { body: { ...body, token: token ?? "" } });
    const me = await call(getMe, {});
    expect(me.posts).toEqual(["system-admin"]);
    expect(me.permissions).toContain("people.manage");
    expect(await refusal(test.visitor().call(setUp, { body: { ...body, token: token ?? "" } }))).toBe(
      "link-expired",
    );
    expect(await link()).toBeUndefined();
  });
});

describe("sign-in", () => {
  it("opens a session that ends with sign-out and with idling", async () => {
    const { call } = test.visitor();
    expect(await refusal(call(getMe, {}))).toBe("not-signed-in");
    await call(signIn, { body: founder });
    expect((await call(getMe, {})).person.name).toBe("李薇");
    await call(signOut, {});
    expect(await refusal(call(getMe, {}))).toBe("not-signed-in");

    const idle = test.visitor();
    await idle.call(signIn, { body: founder });
    test.clock.advance({ minutes: 31 });
    expect(await refusal(idle.call(getMe, {}))).toBe("not-signed-in");
  });

  it("answers alike for a wrong password and an unknown account, and locks after five failures", async () => {
    const { call } = test.visitor();
    const wrong = { ...founder, password: "Wrong-Password-1" };
    expect(await refusal(call(signIn, { body: { ...wrong, email: "nobody@jianguan.example" } }))).toBe(
      "credentials-wrong",
    );
    for (let i = 0; i < 5; i += 1)
      expect(await refusal(call(signIn, { body: wrong }))).toBe("credentials-wrong");
    expect(await refusal(call(signIn, { body: founder }))).toBe("account-locked");
    test.clock.advance({ minutes: 16 });
    await call(signIn, { body: founder });
  });
});
