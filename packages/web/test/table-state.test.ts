import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isNarrowed,
  readTableState,
  type TableRules,
  tableQuery,
  writeTableState,
} from "../src/ui/table-state.ts";

const RULES: TableRules = {
  filters: [
    { param: "state", values: ["open", "closed", "returned"], multiple: true },
    { param: "frequency", values: ["daily", "weekly"] },
    { param: "from" },
  ],
  sorts: ["dueAt", "name"],
};

describe("the address of a list", () => {
  it("comes back as it was written", () => {
    const state = fc.record({
      search: fc.string({ maxLength: 40 }).map((words) => words.trim()),
      filters: fc.record(
        {
          state: fc.uniqueArray(fc.constantFrom("open", "closed", "returned"), { minLength: 1 }),
          frequency: fc.constantFrom(["daily"], ["weekly"]),
          from: fc.constant(["2026-11-20"]),
        },
        { requiredKeys: [] },
      ),
      sort: fc.constantFrom(undefined, "dueAt", "-dueAt", "name", "-name"),
    });
    fc.assert(
      fc.property(state, fc.constantFrom("", "left."), (wanted, prefix) => {
        const rules = { ...RULES, prefix };
        const written = writeTableState(new URLSearchParams("tab=files"), rules, wanted);
        expect(readTableState(new URLSearchParams(written.toString()), rules)).toEqual(wanted);
        expect(written.get("tab")).toBe("files");
      }),
    );
  });
  it("drops what the list does not know", () => {
    const params = new URLSearchParams(
      "state=open&state=evil&state=open&frequency=hourly&sort=password&q=%E6%BC%8F&other=1",
    );
    expect(readTableState(params, RULES)).toEqual({
      search: "漏",
      filters: { state: ["open"] },
      sort: undefined,
    });
  });
  it("takes one value where one is allowed, and no endless text", () => {
    const params = new URLSearchParams(`frequency=daily&frequency=weekly&q=${"x".repeat(500)}`);
    const state = readTableState(params, RULES);
    expect(state.filters).toEqual({ frequency: ["daily"] });
    expect(state.search).toHaveLength(200);
  });
  it("keeps two lists of a page apart", () => {
    const left = { ...RULES, prefix: "left." };
    const params = writeTableState(new URLSearchParams(), left, {
      search: "a",
      filters: { state: ["open"] },
      sort: "-name",
    });
    expect(params.toString()).toBe("left.q=a&left.state=open&left.sort=-name");
    expect(readTableState(params, RULES)).toEqual({ search: "", filters: {}, sort: undefined });
  });
  it("becomes the query of the contract", () => {
    const state = readTableState(
      new URLSearchParams("state=open&state=closed&frequency=daily&sort=-dueAt&q= x "),
      RULES,
    );
    expect(tableQuery(state, RULES)).toEqual({
      q: "x",
      sort: "-dueAt",
      state: ["open", "closed"],
      frequency: "daily",
    });
    expect(tableQuery(state, { ...RULES, searchParam: "text" })).toMatchObject({ text: "x" });
    expect(isNarrowed(state)).toBe(true);
    expect(isNarrowed(readTableState(new URLSearchParams("sort=name"), RULES))).toBe(false);
  });
});
