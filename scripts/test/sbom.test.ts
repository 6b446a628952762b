import { expect, test } from "vitest";
import { type Locked, sbomOf } from "../checks/sbom.ts";

const packages: Record<string, Locked> = {
  "": { name: "app", version: "1.0.0" },
  "packages/server": { name: "@app/server", version: "1.0.0", dependencies: { a: "1.0.0", "@s/b": "2.0.0" } },
  "node_modules/@app/server": { resolved: "packages/server", link: true },
  "node_modules/a": { version: "1.0.0", license: "MIT", integrity: "sha512-AAEC", dependencies: { c: "*" } },
  "node_modules/@s/b": { version: "2.0.0", license: "(MIT OR Apache-2.0)", optional: true },
  "node_modules/c": { version: "2.0.0" },
  "node_modules/a/node_modules/c": { version: "1.0.0", license: "ISC" },
  "node_modules/tool": { version: "9.0.0", dev: true, dependencies: { a: "*" } },
};

test("what is shipped is listed with licence and hash, and each need with the version Node would find", () => {
  const { components, dependencies } = sbomOf(packages) as {
    components: Record<string, unknown>[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  expect(components.map((each) => each["bom-ref"])).toEqual([
    "@app/server@1.0.0",
    "@s/b@2.0.0",
    "a@1.0.0",
    "c@1.0.0",
    "c@2.0.0",
  ]);
  expect(components[2]).toEqual({
    "bom-ref": "a@1.0.0",
    type: "library",
    name: "a",
    version: "1.0.0",
    purl: "pkg:npm/a@1.0.0",
    scope: "required",
    licenses: [{ license: { id: "MIT" } }],
    hashes: [{ alg: "SHA-512", content: "000102" }],
  });
  expect(components[1]).toMatchObject({
    purl: "pkg:npm/%40s/b@2.0.0",
    scope: "optional",
    licenses: [{ expression: "(MIT OR Apache-2.0)" }],
  });
  expect(dependencies.find(({ ref }) => ref === "@app/server@1.0.0")?.dependsOn).toEqual([
    "@s/b@2.0.0",
    "a@1.0.0",
  ]);
  expect(dependencies.find(({ ref }) => ref === "a@1.0.0")?.dependsOn).toEqual(["c@1.0.0"]);
});
