import { PackageFailure, type PackageCode } from "./failure.ts";

/** Longest name of a part of a path, in UTF-8 bytes: what every file system takes. */
const LONGEST_PART = 200;
const LONGEST_PATH = 400;

/** Control, format (bidi overrides, zero width), private and unassigned characters, and what Windows forbids. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"|?*\\%]|\p{C}|\p{Zl}|\p{Zp}/u;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** Why a path may not stand in a package; undefined: it may. */
export function pathProblem(path: string): PackageCode | undefined {
  if (/^(\/|\\|[A-Za-z]:)/.test(path)) return "path-absolute";
  const parts = path.split(/[/\\]/);
  if (parts.includes("..")) return "path-traversal";
  const unsafe =
    path.length > LONGEST_PATH ||
    path.normalize("NFC") !== path ||
    !path.isWellFormed() ||
    path.includes("\\") ||
    parts.some(
      (part) =>
        part === "" ||
        part === "." ||
        part.length > LONGEST_PART ||
        FORBIDDEN.test(part) ||
        /[. ]$/.test(part) ||
        part.startsWith(" ") ||
        DEVICE.test(part),
    );
  return unsafe ? "path-unsafe" : undefined;
}

/** Letters of other scripts that look like Latin ones. */
const ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "а:a е:e о:o р:p с:c у:y х:x і:i ј:j ѕ:s ԁ:d ԛ:q ԝ:w һ:h к:k м:m т:t в:b н:h г:r " +
    "α:a ο:o ρ:p ν:v υ:u ι:i κ:k τ:t ε:e η:n χ:x ζ:z μ:u ı:i ɑ:a ɡ:g 〇:o"
  )
    .split(" ")
    .map((pair) => pair.split(":")),
) as Record<string, string>;

/** Two paths with the same skeleton cannot be told apart by eye, or are one file on some file system. */
export function skeleton(path: string): string {
  const folded = path.normalize("NFKD").toLowerCase().normalize("NFKD");
  let plain = "";
  for (const char of folded) {
    if (/\p{M}|\p{Cf}/u.test(char)) continue;
    plain += ALIKE[char] ?? char;
  }
  return plain;
}

/**
 * A name that a person gave, as part of a path that every system takes. What is left out is left out: the name
 * itself stands in the package's description.
 */
export function safeName(name: string, longest = 60): string {
  const cleaned = [...name.normalize("NFC").toWellFormed()]
    .map((char) => (FORBIDDEN.test(char) || char === "/" || char === "\ufffd" ? "_" : char))
    .join("");
  const dot = cleaned.lastIndexOf(".");
  const end = dot > 0 && cleaned.length - dot <= 12 ? cleaned.slice(dot) : "";
  const stem = Array.from(cleaned.slice(0, cleaned.length - end.length))
    .slice(0, longest)
    .join("");
  const whole = `${stem}${end}`
    .replace(/^[. ]+/, "")
    .replace(/[. ]+$/, "")
    .normalize("NFC");
  return whole === "" ? "_" : whole;
}

/** Compares paths as they are ordered in a package: by UTF-16 code units, never by locale. */
export function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function requireSafe(path: string): void {
  const problem = pathProblem(path);
  if (problem !== undefined) throw new PackageFailure(problem, path);
}
