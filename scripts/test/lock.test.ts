import { describe, expect, test } from "vitest";
import { type LockEntry, lockProblems, missingEntries } from "../lock.mjs";

const parent: LockEntry = {
  version: "1.0.0",
  dev: true,
  optionalDependencies: {
    "@tool/linux-x64-gnu": "1.0.0",
    "@tool/linux-x64-musl": "1.0.0",
    "@tool/android-arm64": "1.0.0",
  },
};

test("optional packages of other platforms that npm left out get an entry that keeps them from being installed here", () => {
  const missing = missingEntries({
    "node_modules/tool": parent,
    "node_modules/@tool/linux-x64-gnu": { version: "1.0.0" },
  });
  expect(Object.fromEntries(missing)).toEqual({
    "node_modules/@tool/linux-x64-musl": {
      version: "1.0.0",
      cpu: ["x64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    },
    "node_modules/@tool/android-arm64": {
      version: "1.0.0",
      cpu: ["arm64"],
      dev: true,
      optional: true,
      os: ["android"],
    },
  });
});

describe("a package is there", () => {
  test.each(["node_modules/a/node_modules/tool", "node_modules/tool"])("when it lies at %s", (place) => {
    const packages: Record<string, LockEntry> = {
      "node_modules/a": { version: "1.0.0", optionalDependencies: { tool: "1.0.0" } },
      [place]: { version: "1.0.0" },
    };
    expect(missingEntries(packages).size).toBe(0);
  });
});

test("what cannot be completed by its name alone is refused, not guessed", () => {
  const packages = { "node_modules/a": { optionalDependencies: { mystery: "1.0.0" } } };
  expect(() => missingEntries(packages)).toThrow("mystery");
  expect(() =>
    missingEntries({ "node_modules/a": { optionalDependencies: { "b-linux-x64": "^1.0.0" } } }),
  ).toThrow("exact");
});

test("the lock of this repository is complete", () => {
  expect(lockProblems()).toEqual([]);
});
