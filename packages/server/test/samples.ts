import { deflateSync } from "node:zlib";
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from "docx";
import { strToU8, zipSync } from "fflate";

/** Small files with the structure of real ones, made here so that no document of others lies in the tree. */

export const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

export function zip(members: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(members).map(([name, text]) => [
          name,
          typeof text === "string" ? strToU8(text) : text,
        ]),
      ),
    ),
  );
}

/** A PDF of one page; its text stands in a deflated stream as UTF-16, as a font's glyph numbers, or plainly. */
export function pdf(text: string, how: "utf-16" | "glyphs" | "plain" = "plain"): Buffer {
  const glyphs = [...text].map((_, i) => (i + 1).toString(16).padStart(4, "0")).join("");
  const map = [...text]
    .map(
      (letter, i) =>
        `<${(i + 1).toString(16).padStart(4, "0")}> <${letter.charCodeAt(0).toString(16).padStart(4, "0")}>`,
    )
    .join("\n");
  const shown = {
    plain: `(${text})`,
    "utf-16": `<feff${[...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, "0")).join("")}>`,
    glyphs: `<${glyphs}>`,
  }[how];
  const content = deflateSync(Buffer.from(`BT /F1 12 Tf 72 720 Td ${shown} Tj ET`, "latin1"));
  const cmap = deflateSync(
    Buffer.from(`/CIDInit begincmap ${text.length} beginbfchar\n${map}\nendbfchar endcmap`),
  );
  const stream = (bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(`<< /Length ${bytes.length} /Filter /FlateDecode >>\nstream\n`),
      bytes,
      Buffer.from("\nendstream\n"),
    ]);
  return Buffer.concat([
    Buffer.from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n4 0 obj\n"),
    stream(content),
    Buffer.from("endobj\n5 0 obj\n"),
    stream(cmap),
    Buffer.from("endobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"),
  ]);
}

export async function docx(
  paragraphs: readonly string[],
  rows: readonly (readonly string[])[] = [],
): Promise<Buffer> {
  const [title = "", ...rest] = paragraphs;
  return await Packer.toBuffer(
    new Document({
      sections: [
        {
          children: [
            new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(title)] }),
            ...rest.map((text) => new Paragraph({ children: [new TextRun(text)] })),
            ...(rows.length > 0
              ? [
                  new Table({
                    rows: rows.map(
                      (cells) =>
                        new TableRow({
                          children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })),
                        }),
                    ),
                  }),
                ]
              : []),
          ],
        },
      ],
    }),
  );
}

/** A workbook with two sheets, a shared string, a date and merged cells. */
export function xlsx(rows: number): Buffer {
  const body = Array.from(
    { length: rows },
    (_, i) =>
      `<row r="${i + 2}"><c r="A${i + 2}"><v>${i + 1}</v></c><c r="B${i + 2}" t="s"><v>1</v></c><c r="C${i + 2}" s="1"><v>46346</v></c></row>`,
  ).join("");
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return zip({
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": `<workbook ${ns} xmlns:r="${rel}"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/><sheet name="说明" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
    "xl/sharedStrings.xml": `<sst ${ns}><si><t>资产清单</t></si><si><r><t>服务</t></r><r><t>器</t></r></si></sst>`,
    "xl/styles.xml": `<styleSheet ${ns}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet ${ns}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>${body}</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>`,
    "xl/worksheets/sheet2.xml": `<worksheet ${ns}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>第二页</t></is></c></row></sheetData></worksheet>`,
  });
}

export const NMAP = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV -oX - 10.0.0.1" start="1795140000" startstr="Fri Nov 20 10:00:00 2026" version="7.93" xmloutputversion="1.05">
<host><status state="up" reason="syn-ack"/><address addr="10.0.0.1" addrtype="ipv4"/><hostnames><hostname name="gw.example" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/><service name="ssh" product="OpenSSH" version="9.2p1"/></port>
<port protocol="tcp" portid="23"><state state="closed" reason="reset"/><service name="telnet"/></port></ports></host>
<runstats><finished time="1795140010"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`;

export const XCCDF = `<?xml version="1.0" encoding="UTF-8"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.ssgproject.content_benchmark_DEBIAN-12">
<Group id="g"><title>Group</title><Rule id="xccdf_org.ssgproject.content_rule_sshd_disable_root_login" severity="high"><title>Disable SSH Root Login</title></Rule>
<Rule id="xccdf_org.ssgproject.content_rule_audit" severity="medium"><title>Enable auditd</title></Rule></Group>
<TestResult id="r" test-system="cpe:/a:redhat:openscap:1.3.7" start-time="2026-11-20T10:00:00" end-time="2026-11-20T10:01:00">
<benchmark href="x" id="b"/><title>OSCAP Scan Result</title><profile idref="xccdf_org.ssgproject.content_profile_standard"/><target>host-1</target>
<rule-result idref="xccdf_org.ssgproject.content_rule_audit" severity="medium"><result>fail</result></rule-result>
<rule-result idref="xccdf_org.ssgproject.content_rule_sshd_disable_root_login" severity="high"><result>fail</result></rule-result>
<rule-result idref="xccdf_org.ssgproject.content_rule_x" severity="low"><result>pass</result></rule-result>
<score system="urn:xccdf:scoring:default" maximum="100.000000">66.5</score></TestResult></Benchmark>`;

export const LYNIS = `# Lynis Report
report_version_major=1
report_datetime_start=2026-11-20 10:00:00
lynis_version=3.0.8
hostname=host-1
os_fullname=Debian 12
lynis_tests_done=254
hardening_index=67
suggestion[]=SSH-7408|Consider hardening SSH configuration|AllowTcpForwarding (set YES to NO)|-|
warning[]=FIRE-4512|iptables module(s) loaded, but no rules active|-|-|
`;

export const SBOM = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  metadata: { timestamp: "2026-11-20T02:00:00Z", component: { name: "portal", type: "application" } },
  components: [
    {
      type: "library",
      name: "fastify",
      version: "5.12.8",
      purl: "pkg:npm/fastify@5.12.8",
      licenses: [{ license: { id: "MIT" } }],
    },
    { type: "library", group: "@fastify", name: "cookie", version: "11.1.5", licenses: [] },
  ],
  dependencies: [{ ref: "a" }],
});
