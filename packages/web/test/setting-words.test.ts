import { SETTINGS, type SettingKey, stricterWay } from "@yunjian/domain";
import { expect, it } from "vitest";
import { choiceWord } from "../src/pages/settings/setting-words.ts";

const modules = import.meta.glob<{ zh: object }>("../src/messages/*.ts", { eager: true });
const all = Object.assign({}, ...Object.values(modules).map(({ zh }) => zh)) as object;
const said = (key: string): unknown =>
  key.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], all);

it("every option of a setting and every way of being stricter has its word", () => {
  const missing: string[] = [];
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const way = stricterWay(key as SettingKey);
    if (way !== null && typeof said(`security.way.${way}`) !== "string") missing.push(`way ${way}`);
    if (setting.type !== "choice") continue;
    for (const option of setting.options)
      choiceWord(
        (name) => {
          if (typeof said(name) !== "string") missing.push(name);
          return name;
        },
        key,
        option,
      );
  }
  expect(missing).toEqual([]);
});
