/** Small checkers that say where a value is wrong, what is wrong and what would be right. */

export type Report = (at: string, message: string) => void;
export type Rule = (value: unknown, at: string, report: Report) => void;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

export const text: Rule = (value, at, report) => {
  if (typeof value !== "string") report(at, `must be a text, is ${shown(value)} (quote it in YAML)`);
  else if (value.trim() === "") report(at, "must not be empty");
  else if (value !== value.trim()) report(at, "has blanks at its start or end");
};

export function matching(pattern: RegExp, example: string): Rule {
  return (value, at, report) => {
    if (typeof value !== "string" || !pattern.test(value)) {
      report(at, `must look like ${example}, is ${shown(value)}`);
    }
  };
}

export const flag: Rule = (value, at, report) => {
  if (typeof value !== "boolean") report(at, `must be true or false, is ${shown(value)}`);
};

export function oneOf(words: readonly string[]): Rule {
  return (value, at, report) => {
    if (typeof value !== "string" || !words.includes(value)) {
      report(at, `unknown word ${shown(value)}; allowed: ${words.join(", ")}`);
    }
  };
}

export function listOf(rule: Rule, { min = 0, max = Infinity, distinct = true } = {}): Rule {
  return (value, at, report) => {
    if (!Array.isArray(value)) {
      report(at, `must be a list, is ${shown(value)}`);
      return;
    }
    if (value.length < min) report(at, `needs at least ${min} entries, has ${value.length}`);
    if (value.length > max) report(at, `may have at most ${max} entries, has ${value.length}`);
    const seen = new Set<string>();
    value.forEach((entry: unknown, index) => {
      rule(entry, `${at}[${index}]`, report);
      const key = JSON.stringify(entry) ?? "";
      if (distinct && seen.has(key)) report(`${at}[${index}]`, `repeats ${shown(entry)}`);
      seen.add(key);
    });
  };
}

export function record(required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule {
  const known = { ...required, ...optional };
  return (value, at, report) => {
    if (!isRecord(value)) {
      report(at, `must be a mapping, is ${shown(value)}`);
      return;
    }
    const below = (key: string): string => (at === "" ? key : `${at}.${key}`);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(known, key)) {
        report(below(key), `unknown key; known: ${Object.keys(known).join(", ")}`);
      }
    }
    for (const [key, rule] of Object.entries(required)) {
      if (value[key] === undefined || value[key] === null) report(below(key), "is missing");
      else rule(value[key], below(key), report);
    }
    for (const [key, rule] of Object.entries(optional)) {
      if (value[key] !== undefined) rule(value[key], below(key), report);
    }
  };
}

const HAN = /\p{Script=Han}/u;

const chinese: Rule = (value, at, report) => {
  text(value, at, report);
  if (typeof value === "string" && value.trim() !== "" && !HAN.test(value)) {
    report(at, `is not Chinese: ${shown(value)}`);
  }
};

/** English may quote a Chinese name in brackets, but must say it in English too. */
const english: Rule = (value, at, report) => {
  text(value, at, report);
  if (typeof value === "string" && value.trim() !== "" && !/[A-Za-z]{2}/.test(value)) {
    report(at, `is not English: ${shown(value)}`);
  }
};

export const bilingual: Rule = record({ zh: chinese, en: english });
