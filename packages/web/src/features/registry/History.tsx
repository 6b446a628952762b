import type { HistoryEntry, Static } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";
import { type WordLists, useWord } from "../../lib/words.ts";
import { Section } from "../../ui/Section.tsx";
import { Timeline } from "../../ui/Timeline.tsx";
import { PersonName } from "../../ui/Words.tsx";

type Entry = Static<typeof HistoryEntry>;

/** What happened so far to an object of the register. */
export function History({ entries }: { readonly entries: readonly Entry[] }) {
  const text = useText();
  const detail = useDetail();
  return (
    <Section title={text("registry.history.title")}>
      <Timeline
        items={entries.map((entry) => ({
          key: entry.id,
          at: entry.at,
          what: text(`record.event.${entry.kind}`),
          who: <PersonName name={entry.person} organisation={entry.organisation} />,
          entry: { id: entry.id },
          ...detail(entry),
        }))}
      />
    </Section>
  );
}

/** The open facts of an entry that people want to see; ids stay in the record. */
function useDetail(): (entry: Entry) => { detail?: string } {
  const text = useText();
  const word = useWord();
  const say = (key: string, value: unknown): string | null => {
    if (value === null || value === undefined || value === "") return null;
    if (key === "post") return word("post", value as WordLists["post"]);
    if (key === "role") return word("role", value as WordLists["role"]);
    if (key === "roles" && Array.isArray(value))
      return value.map((role) => word("role", role as WordLists["role"])).join(text("shell.listComma"));
    if (key === "zone") return word("zone", value as WordLists["zone"]);
    if (key === "capabilityLevel")
      return text("registry.history.level", {
        level: word("capabilityLevel", value as WordLists["capabilityLevel"]),
      });
    if (["issuedOn", "validUntil", "appliedOn", "expiresOn", "supervisedFrom"].includes(key))
      return text(`registry.history.${key}`, { date: value });
    if (key === "count") return text("registry.history.count", { count: value });
    return null;
  };
  return (entry) => {
    const parts = Object.entries(entry.data).map(([key, value]) => say(key, value));
    const shown = parts.filter((part) => part !== null).join(" · ");
    return shown === "" ? {} : { detail: shown };
  };
}
