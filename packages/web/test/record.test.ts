import { EVENT_KINDS } from "@yunjian/domain";
import { expect, it } from "vitest";
import { en, zh } from "../src/messages/record.ts";

it.each([
  ["zh", zh],
  ["en", en],
])("every kind of event has its words in %s", (_, messages) => {
  const words: Record<string, Record<string, string>> = messages.record.event;
  const missing = EVENT_KINDS.filter((kind) => {
    const [area = "", step = ""] = kind.split(".");
    return !words[area]?.[step];
  });
  expect(missing).toEqual([]);
});
