import { describe, expect, test } from "vitest";
import { buildCatalogue, CatalogueError, loadCatalogue } from "../src/index.ts";
import { build, problemsOf, SOUND, type Draft } from "./fixture.ts";

test("a sound file loads, with the document written into every reference", () => {
  const catalogue = build();
  expect(catalogue.clauses.get("ZZ-1.1-a")?.ref).toEqual({
    document: "ZZ/T 1",
    edition: "sample",
    section: "1.1",
    item: "a",
  });
  expect(catalogue.duties.size).toBe(1);
  expect(catalogue.digest).toMatch(/^[0-9a-f]{64}$/);
});

test("the shipped catalogue is read once", () => {
  expect(loadCatalogue()).toBe(loadCatalogue());
});

type Change = (file: Draft, clause: Draft, duty: Draft) => void;

const defects: readonly (readonly [string, Change, string, RegExp])[] = [
  ["unknown key", (_, clause) => (clause["titel"] = "x"), "titel", /unknown key; known: id, ref/],
  [
    "unknown key deep down",
    (_, __, duty) => (duty["ref"] = { section: "A", itm: "1" }),
    "ref.itm",
    /unknown key/,
  ],
  ["missing field", (_, clause) => delete clause["obliged"], "obliged", /is missing/],
  ["missing English", (_, clause) => (clause["title"] = { zh: "登记" }), "title.en", /is missing/],
  ["missing Chinese", (_, __, duty) => (duty["item"] = { en: "Keys" }), "item.zh", /is missing/],
  ["empty text", (_, clause) => (clause["title"] = { zh: "登记", en: " " }), "title.en", /must not be empty/],
  [
    "English in the Chinese place",
    (_, c) => (c["title"] = { zh: "Keys", en: "Keys" }),
    "title.zh",
    /not Chinese/,
  ],
  [
    "Chinese in the English place",
    (_, c) => (c["title"] = { zh: "钥匙", en: "钥匙" }),
    "title.en",
    /not English/,
  ],
  [
    "unknown class",
    (_, __, duty) => (duty["class"] = "keys"),
    "class",
    /unknown word "keys"; allowed: .*policy/,
  ],
  ["unknown frequency", (_, __, duty) => (duty["frequency"] = "often"), "frequency", /unknown word "often"/],
  ["unknown role", (_, __, duty) => (duty["responsible"] = "toString"), "responsible", /unknown word/],
  [
    "unknown role in a list",
    (_, c) => (c["obliged"] = ["provider", "boss"]),
    "obliged[1]",
    /unknown word "boss"/,
  ],
  ["unknown form", (_, __, duty) => (duty["form"] = "letter"), "form", /unknown word "letter"/],
  [
    "number instead of text",
    (_, c) => (c["ref"] = { section: 1.1, item: "a" }),
    "ref.section",
    /must be a text/,
  ],
  ["list expected", (_, __, duty) => (duty["checks"] = "one"), "checks", /must be a list/],
  ["empty list", (_, clause) => (clause["serviceModel"] = []), "serviceModel", /at least 1/],
  ["word twice", (_, c) => (c["obliged"] = ["provider", "provider"]), "obliged[1]", /repeats/],
  ["realtime without nature", (_, __, d) => (d["frequency"] = "realtime"), "nature", /is missing/],
  ["nature without realtime", (_, __, d) => (d["nature"] = "continuous"), "nature", /only to a realtime/],
  ["on demand without trigger", (_, __, d) => (d["frequency"] = "on-demand"), "triggers", /is missing/],
  ["dangling clause", (_, __, d) => (d["clauses"] = ["ZZ-9-a"]), "clauses[0]", /no clause has the id ZZ-9-a/],
  ["dangling map", (_, clause) => (clause["maps"] = ["ZZ-A-77"]), "maps[0]", /no clause or duty has the id/],
  ["map to itself", (_, clause) => (clause["maps"] = ["ZZ-1.1-a"]), "maps[0]", /itself/],
  [
    "edition inside an entry",
    (_, c) => (c["ref"] = { section: "1", edition: "2" }),
    "ref.edition",
    /head of the file/,
  ],
  ["clause twice", (f, c) => (f["clauses"] = [c, c]), "id", /used twice among the clauses/],
  ["duty twice", (f, _, d) => (f["duties"] = [d, d]), "id", /used twice among the duties/],
  ["no document", (file) => delete file["document"], "", /is missing: every file says which document/],
  [
    "unknown section",
    (file) => (file["notes"] = []),
    "notes",
    /unknown key; known: document, clauses, duties/,
  ],
  ["entry is no mapping", (file) => (file["clauses"] = ["x"]), "", /must be a mapping/],
  ["clauses are no list", (file) => (file["clauses"] = {}), "clauses", /must be a list of entries/],
];

describe("planted defects", () => {
  test.each(defects)("%s", (_name, change, at, message) => {
    const problems = problemsOf(() => build(change));
    expect(
      problems.some((problem) => problem.at === at && message.test(problem.message)),
      JSON.stringify(problems),
    ).toBe(true);
    expect(problems.every(({ file }) => file === "zz.yaml")).toBe(true);
  });

  const parameter = (change: (parameter: Draft) => void): Change => {
    return (_, __, duty) => change((duty["parameters"] as [Draft])[0]);
  };

  test.each([
    ["select without options", parameter((p) => delete p["options"]), "parameters[0].options"],
    ["options without select", parameter((p) => (p["kind"] = "assign")), "parameters[0].options"],
    [
      "a window that is no duration",
      parameter((p) => (p["drives"] = "rectification-window")),
      "parameters[0].drives",
    ],
    ["an unknown type", parameter((p) => (p["type"] = "number")), "parameters[0].type"],
  ] as const)("parameter: %s", (_name, change, at) => {
    expect(problemsOf(() => build(change)).map((problem) => problem.at)).toContain(at);
  });

  test("a parameter key used twice in a duty", () => {
    const problems = problemsOf(() =>
      build((_, __, duty) => {
        const [first] = duty["parameters"] as [Draft];
        duty["parameters"] = [first, { ...first, type: "list" }];
      }),
    );
    expect(problems.map(({ at }) => at)).toEqual(["parameters[1].key"]);
  });

  test("all defects are reported together, in words that name file, entry and place", () => {
    const work = (): unknown =>
      build((_, clause, duty) => {
        clause["phase"] = "dream";
        duty["frequency"] = "often";
      });
    expect(work).toThrow(CatalogueError);
    expect(work).toThrow(/zz\.yaml: ZZ-1\.1-a: phase: unknown word "dream"/);
    expect(work).toThrow(/zz\.yaml: ZZ-A-01: frequency: unknown word "often"/);
  });

  test.each([
    ["broken YAML", "clauses: [", /zz\.yaml/],
    ["a key written twice", `${SOUND}\nclauses: []\n`, /Map keys must be unique/],
    ["an empty file", "", /must be a mapping with document, clauses, duties/],
    ["a list", "- a\n", /must be a mapping/],
  ])("%s", (_name, text, message) => {
    expect(() => buildCatalogue([{ name: "zz.yaml", text }])).toThrow(message);
  });

  test("two files that name the same edition differently", () => {
    const other = "document: { id: ZZ, title: { zh: 别的, en: Other }, standard: ZZ/T 1, edition: sample }";
    const problems = problemsOf(() =>
      buildCatalogue([
        { name: "a.yaml", text: SOUND },
        { name: "b.yaml", text: other },
      ]),
    );
    expect(problems.map(({ file, message }) => [file, message])).toEqual([
      ["b.yaml", "differs from what another file says of ZZ/T 1 (sample)"],
    ]);
  });
});

describe("digest", () => {
  const reversed = (value: Draft): Draft => Object.fromEntries(Object.entries(value).reverse());

  test("does not depend on the order of keys", () => {
    const turned = build((file, clause, duty) => {
      file["clauses"] = [reversed(clause)];
      file["duties"] = [reversed(duty)];
    });
    expect(turned.digest).toBe(build().digest);
  });

  test("does not depend on which file an entry stands in", () => {
    const [head = "", tail = ""] = SOUND.split("duties:");
    const [document = ""] = head.split("clauses:");
    const split = buildCatalogue([
      { name: "b.yaml", text: `${document}duties:${tail}` },
      { name: "c.yaml", text: head },
    ]);
    expect(split.digest).toBe(build().digest);
  });

  test("changes with a single character", () => {
    const changed = build((_, clause) => {
      clause["statement"] = { zh: "钥匙要登记！", en: "Keys are registered." };
    });
    expect(changed.digest).not.toBe(build().digest);
  });
});
