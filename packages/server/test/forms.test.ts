import {
  addTemplate,
  ApiError,
  createSubmission,
  editSubmission,
  getFile,
  getSubmission,
  handInSubmission,
  listForms,
  listTemplates,
  previewFile,
  signOffSubmission,
} from "@yunjian/contract";
import { FORMS, fieldsOf, formProblems, type FormValues, STRUCTURED_FORMS } from "@yunjian/domain";
import { FORM_KEYS } from "@yunjian/catalogue";
import { Document, Packer, Paragraph } from "docx";
import { unzipSync, zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { defaultTemplate } from "../src/features/forms/default-template.ts";
import { templateProblems } from "../src/features/forms/render.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { uploader } from "./uploading.ts";
import { openPeriods } from "./reviewing.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let member: Visitor;
let lead: Visitor;
let supervisor: Visitor;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  member = await world.as("provider1Member");
  lead = await world.as("provider1Lead");
  supervisor = await world.as("lead");
});

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof ApiError)) throw new Error("expected a refusal");
  return error.problem;
}

const KEY = "vulnerability-scan-report";
const FILLED = {
  from: "2026-10-01",
  to: "2026-10-03",
  tool: "OpenVAS 22.4",
  feed: "2026-09-30",
  login: "with",
  operator: "卫东",
  scope: [{ group: "宿主机", planned: "120", scanned: "118", reason: "2 台检修" }],
  critical: "0",
  high: "2",
  medium: "15",
  low: "40",
  trend: "较上月减少 3 个高危\n中危持平",
  findings: [
    {
      vulnerability: "CVE-2026-0001 {trend}",
      level: "high",
      objects: "10.0.0.5 <web> & db",
      treatment: "升级",
      state: "in-progress",
      dueOn: "2026-12-01",
    },
  ],
  conclusion: "总体可控。",
};
const docxOf = async (...lines: string[]) =>
  Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));

describe("the forms", () => {
  it("are those the catalogue names, each with a template that works and no key twice", async () => {
    // Beside them those of a case of its own: the papers of a major change.
    const ofCases = ["change-impact-analysis", "change-statement", "major-change"];
    expect([...STRUCTURED_FORMS].sort()).toEqual([...FORM_KEYS, ...ofCases].sort());
    for (const form of Object.values(FORMS)) {
      const keys = fieldsOf(form).map((field) => field.key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(await templateProblems(await defaultTemplate(form), form)).toEqual([]);
    }
  });

  it("name every wrong field by its path, and let a draft have gaps but no nonsense", () => {
    const form = FORMS[KEY];
    expect(formProblems(form, FILLED, "complete")).toEqual([]);
    expect(formProblems(form, {}, "draft")).toEqual([]);
    const fields = (data: FormValues, how: "draft" | "complete") =>
      formProblems(form, data, how).map((problem) => problem.field);
    const nonsense = {
      ...FILLED,
      from: "昨天",
      high: "-1",
      login: "maybe",
      other: "x",
      findings: [{ ...FILLED.findings[0], level: "terrible", vulnerability: "" }],
      scope: "many",
    };
    expect(fields(nonsense as FormValues, "draft")).toEqual([
      "/form/data/other",
      "/form/data/from",
      "/form/data/login",
      "/form/data/scope",
      "/form/data/high",
      "/form/data/findings/0/level",
    ]);
    expect(fields(nonsense as FormValues, "complete")).toContain("/form/data/findings/0/vulnerability");
    const empty = fields({}, "complete");
    expect(empty).toContain("/form/data/scope");
    expect(empty).not.toContain("/form/data/findings");
    expect(empty.length).toBeGreaterThan(10);
  });
});

describe("a form handed in", () => {
  it("is saved as a draft, refused with every gap named, and becomes a Word document with its number", async () => {
    const [period] = await openPeriods(world, "provider1Lead");
    const periodIds = [period?.id ?? ""];
    const form = { key: KEY, data: { from: "2026-10-01" }, sensitivity: null } as const;
    const made = await member.call(createSubmission, { body: { periodIds, kind: "form", form } });
    const refused = await problemOf(
      member.call(handInSubmission, { params: { id: made.id }, body: { version: made.version } }),
    );
    expect(refused.errors?.map((error) => error.field)).toEqual(
      expect.arrayContaining(["/form/sensitivity", "/form/data/to", "/form/data/scope"]),
    );

    const draft = await (await uploader(test, member)).get(`/api/submissions/${made.id}/document`);
    expect(draft.headers.get("content-type")).toContain("wordprocessingml");

    const edited = await member.call(editSubmission, {
      params: { id: made.id },
      body: {
        version: made.version,
        periodIds,
        kind: "form",
        title: "十月脆弱性扫描报告",
        statement: "",
        files: [],
        form: { key: KEY, data: FILLED, sensitivity: "sensitive" },
        unchangedSince: null,
        late: null,
        onSite: null,
      },
    });
    const sent = await member.call(handInSubmission, {
      params: { id: made.id },
      body: { version: edited.version },
    });
    const done = await lead.call(signOffSubmission, {
      params: { id: made.id },
      body: { version: sent.version },
    });
    const seen = await supervisor.call(getSubmission, { params: { id: made.id } });
    expect(seen).toMatchObject({
      form: { templateVersion: 1 },
      files: [{ rendered: true, name: "十月脆弱性扫描报告.docx", sensitivity: "sensitive", kind: "docx" }],
    });
    const shown = await supervisor.call(previewFile, { params: { id: seen.files[0]?.id ?? "" }, query: {} });
    if (shown.kind !== "docx") throw new Error(shown.kind);
    const text = JSON.stringify(shown.blocks);
    for (const words of [
      "脆弱性扫描报告",
      done.number ?? "?",
      "云州电信政务云",
      "卫东",
      "冯刚",
      "宿主机",
      "登录扫描",
      "CVE-2026-0001 {trend}",
      "10.0.0.5 <web> & db",
      "敏感",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("{docTitle}");
  });
});

describe("a template", () => {
  it("is changed by the supervisor only, in versions, and what is wrong with one is named", async () => {
    const forms = await member.call(listForms, {});
    expect(forms.items.map((form) => form.key)).toEqual([...STRUCTURED_FORMS]);
    const tags = (await member.call(listTemplates, { params: { key: KEY } })).tags;
    expect(tags.find((tag) => tag.tag === "findings")).toMatchObject({ table: true });

    const up = await uploader(test, supervisor);
    const add = async (bytes: Buffer, name = "模板.docx") =>
      supervisor.call(addTemplate, {
        params: { key: KEY },
        body: { fileId: await up.sendFile(bytes, { name }), note: "" },
      });
    const said = async (bytes: Buffer, name?: string) =>
      (await problemOf(add(bytes, name))).errors?.map((error) => error.message).join();
    expect(await said(Buffer.from("不是文档"), "模板.txt")).toContain("docx");
    expect(
      await said(await docxOf("{docTitle}", "{nonsense}", "{#findings}{vulnerability}{/findings}")),
    ).toContain("{nonsense}");
    expect(await said(await docxOf("{#findings}{vulnerability}"))).toContain("无法生成文档");
    expect(await said(await docxOf("{#docTitle}x{/docTitle}"))).toContain("{#docTitle}");
    const withMacro = Buffer.from(
      zipSync({ ...unzipSync(await docxOf("{docTitle}")), "word/vbaProject.bin": new Uint8Array(8) }),
    );
    expect(await said(withMacro)).toContain("宏");

    expect(
      await add(await docxOf("新版 {docTitle} {docNumber}", "{#findings}{no}. {vulnerability} {/findings}")),
    ).toEqual({ version: 2 });
    expect((await member.call(listForms, {})).items.find((form) => form.key === KEY)).toMatchObject({
      current: { version: 2, uploadedBy: { name: "李薇" } },
      versions: 2,
    });
    const own = await uploader(test, member);
    const fileId = await own.sendFile(await docxOf("x"), { name: "x.docx" });
    expect(
      (await problemOf(member.call(addTemplate, { params: { key: KEY }, body: { fileId, note: "" } }))).name,
    ).toBe("forbidden");
    expect(
      (await problemOf(supervisor.call(addTemplate, { params: { key: KEY }, body: { fileId, note: "" } })))
        .name,
    ).toBe("not-found");
    for (const version of [1, 2]) {
      const bytes = Buffer.from(
        await (await own.get(`/api/forms/${KEY}/templates/${version}`)).arrayBuffer(),
      );
      expect(Object.keys(unzipSync(bytes))).toContain("word/document.xml");
    }

    const [, period] = await openPeriods(world, "provider1Lead");
    const made = await member.call(createSubmission, {
      body: {
        periodIds: [period?.id ?? ""],
        kind: "form",
        form: { key: KEY, data: FILLED, sensitivity: "internal" },
        submit: true,
      },
    });
    await lead.call(signOffSubmission, { params: { id: made.id }, body: { version: made.version } });
    const seen = await member.call(getSubmission, { params: { id: made.id } });
    expect(seen.form?.templateVersion).toBe(2);
    const shown = await member.call(previewFile, { params: { id: seen.files[0]?.id ?? "" }, query: {} });
    expect(JSON.stringify(shown)).toContain("新版 脆弱性扫描报告");
    expect(await member.call(getFile, { params: { id: seen.files[0]?.id ?? "" } })).toMatchObject({
      kind: "docx",
      state: "kept",
    });
  });
});
