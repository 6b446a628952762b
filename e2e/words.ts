import { readdirSync } from "node:fs";
import path from "node:path";
import { type Page } from "@playwright/test";
import { ROOT } from "./product.ts";

const MESSAGES = path.join(ROOT, "packages/web/src/messages");

/** First parts of the message keys: what a key that was not translated begins with. */
const AREAS: string[] = [];
for (const file of readdirSync(MESSAGES)) {
  const { zh } = (await import(path.join(MESSAGES, file))) as { zh: Record<string, unknown> };
  AREAS.push(...Object.keys(zh));
}
const RAW_KEY = new RegExp(
  `(?<![\\w@./-])(?:${AREAS.join("|")})\\.[a-z][\\w-]*(?:\\.[\\w-]+)*(?![\\w@/-])`,
  "g",
);

/** Names of things that Chinese officials write in Latin letters too. */
const LATIN = new Set(
  `API CPU CSV DOCX docx GB IP JSON MB TB KB OFD PDF SBOM SLA SMTP TXT URL VPN XCCDF XLSX XML xlsx xml txt docx pdf csv json md
   IaaS PaaS SaaS Word Excel IPv TLS SSL HTTP HTTPS DNS MLPS OpenSCAP Lynis lynis nmap Nmap CycloneDX npm oscap Linux Debian
   JGK Markdown SHA sha UTF GBK ZIP zip PNG JPEG Chrome Chromium HeadlessChrome Edge Firefox Safari Office WPS CVE CVSS App
   FedRAMP MiB Nessus Enter Ctrl yunjian English NTP SNMP WAF DDoS CPE OVAL KVM VPC VLAN ISO IEC EICAR VM DR WORM USB RAID MAC SQL XSS Web web App AES RSA SM JPG WebP
   OpenID Connect issuer acr amr otp hwk mfa scope openid email verified OUTGOING HOSTS LEDGER WITNESSES state ClamAV clamd CLAMD conf AlertExceedsMax yes backup with keys`.split(
    /\s+/,
  ),
);

/** What of a Chinese page is not Chinese: keys nobody translated, English nobody meant to leave. */
export async function strangeWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (
        !element ||
        element.closest("[lang=en],code,pre,script,style,noscript,svg,.yj-mono,.yj-file,.yj-viewer")
      )
        continue;
      const words = node.textContent?.trim();
      if (words && element.checkVisibility()) found.push(words);
    }
    for (const element of document.querySelectorAll("[aria-label],[placeholder],[title]")) {
      if (element.closest("[lang=en],.yj-file,.yj-viewer,.anticon,.ant-input-number")) continue;
      for (const name of ["aria-label", "placeholder", "title"]) {
        const words = element.getAttribute(name);
        if (words) found.push(words);
      }
    }
    return found;
  });
  const strange = new Set<string>();
  for (const text of texts) {
    for (const key of text.match(RAW_KEY) ?? []) strange.add(key);
    for (const name of text.match(/\{\{.*?\}\}|\bundefined\b|\bNaN\b|\[object|Invalid Date/g) ?? [])
      strange.add(name);
    for (const word of english(text)) strange.add(`${word} (${text.slice(0, 60)})`);
  }
  return [...strange];
}

function english(text: string): string[] {
  const plain = text
    .replaceAll(/https?:\/\/\S+/g, " ")
    .replaceAll(/[\w.+-]+@[\w.-]+/g, " ")
    .replaceAll(/\b[\w-]+(?:\.[\w-]+)+\b/g, " ") // file names, hosts, versions
    .replaceAll(/\b[0-9a-f]{8,}(?:-[0-9a-f]+)*\b/gi, " ")
    .replaceAll(/\b[A-Z]+(?:-[A-Z0-9.]+)+\b/gi, (id) => (/\d/.test(id) ? " " : id));
  return (plain.match(/[A-Za-z]{3,}/g) ?? []).filter(
    (word) => !LATIN.has(word) && !/^[A-Z]{3,5}$/.test(word),
  );
}
