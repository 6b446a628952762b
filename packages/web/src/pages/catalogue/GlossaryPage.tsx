import { ENGAGEMENT_ROLES, POSTURES } from "@yunjian/domain";
import type { ReactNode } from "react";
import { GLOSSARY_STATES, GLOSSARY_TERMS } from "../../features/catalogue/glossary.ts";
import "../../features/catalogue/catalogue.css";
import { useLang, useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, type StateTagProps } from "../../ui/StateTag.tsx";

/** Every word with its exact meaning; docs/GLOSSARY.md says the same. */
export default function GlossaryPage() {
  const text = useText();
  const word = useWord();
  return (
    <div className="yj-glossary">
      <PageHeader title={text("glossary.title")} hint={text("glossary.hint")} />
      <Group name="term">
        {GLOSSARY_TERMS.map((key) => (
          <Entry key={key} name={<TermName name={key} />} meaning={text(`glossary.term.${key}`)} />
        ))}
      </Group>
      <Group name="role">
        {ENGAGEMENT_ROLES.map((role) => (
          <Entry key={role} name={word("role", role)} meaning={text(`glossary.role.${role}`)} />
        ))}
      </Group>
      <Group name="posture" note>
        {POSTURES.map((posture) => (
          <Entry
            key={posture}
            name={<StateTag kind="posture" state={posture} />}
            meaning={text(`posture.definition.${posture}`)}
          />
        ))}
      </Group>
      {GLOSSARY_STATES.map(({ kind, states, note }) => (
        <Group key={kind} name={kind} note={note}>
          {states.map((state) => (
            <Entry
              key={state}
              name={<StateTag {...({ kind, state } as StateTagProps)} />}
              meaning={text(`glossary.${kind}.${state}`)}
            />
          ))}
        </Group>
      ))}
    </div>
  );
}

function Group({
  name,
  note = false,
  children,
}: {
  readonly name: string;
  readonly note?: boolean;
  readonly children: ReactNode;
}) {
  const text = useText();
  return (
    <Section title={text(`glossary.group.${name}`)} {...(note && { hint: text(`glossary.note.${name}`) })}>
      <dl>{children}</dl>
    </Section>
  );
}

function Entry({ name, meaning }: { readonly name: ReactNode; readonly meaning: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{meaning}</dd>
    </div>
  );
}

/** With the word in the other language, since papers and code use both. */
function TermName({ name }: { readonly name: string }) {
  const text = useText();
  const lang = useLang();
  return (
    <>
      {text(`glossary.name.${name}`)}
      <small lang={lang === "zh" ? "en" : "zh-CN"}>
        {text(`glossary.name.${name}`, { lng: lang === "zh" ? "en" : "zh" })}
      </small>
    </>
  );
}
