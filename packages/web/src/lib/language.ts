import type { Lang } from "@yunjian/domain";
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { keep, kept } from "./store.ts";

interface Messages {
  readonly zh: Record<string, unknown>;
  readonly en: Record<string, unknown>;
}

const modules = import.meta.glob<Messages>("../messages/*.ts", { eager: true });

/** All message files joined: each brings the texts under its own area's name. */
function collect(lang: Lang): Record<string, unknown> {
  return Object.assign({}, ...Object.values(modules).map((module) => module[lang]));
}

const CHOICE = "language";

/** The language chosen in this browser, if any: it goes before the one the account remembers. */
export function chosenLanguage(): Lang | undefined {
  const value = kept<string>(CHOICE);
  return value === "zh" || value === "en" ? value : undefined;
}

export function currentLanguage(): Lang {
  return i18next.language === "en" ? "en" : "zh";
}

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { zh: { translation: collect("zh") }, en: { translation: collect("en") } },
    lng: chosenLanguage() ?? "zh",
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  i18next.on("languageChanged", mark);
  mark();
}

function mark(): void {
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
}

export async function chooseLanguage(lang: Lang): Promise<void> {
  keep(CHOICE, lang);
  await i18next.changeLanguage(lang);
}

/** What the account remembers, unless this browser chose. */
export async function adoptLanguage(lang: Lang): Promise<void> {
  if (chosenLanguage() === undefined && lang !== currentLanguage()) await i18next.changeLanguage(lang);
}

export function useLang(): Lang {
  return useTranslation().i18n.language === "en" ? "en" : "zh";
}

/** The text of a key. All texts live in src/messages. */
export function useText(): (key: string, params?: Record<string, unknown>) => string {
  const { t } = useTranslation();
  return t as unknown as (key: string, params?: Record<string, unknown>) => string;
}
