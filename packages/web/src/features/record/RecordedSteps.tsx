import { HISTORY_NEEDS, type ObjectType } from "@yunjian/domain";
import { useState } from "react";
import { Button } from "antd";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { Section } from "../../ui/Section.tsx";
import { ObjectTimeline } from "./ObjectTimeline.tsx";

/**
 * The entries of the record about an object, each with its place and proof, beside a timeline that is told from the
 * object itself. Read when somebody asks for it: one question, whatever the object went through.
 */
export function RecordedSteps({ type, id }: { readonly type: ObjectType; readonly id: string }) {
  const text = useText();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can(HISTORY_NEEDS[type])) return null;
  if (open) return <ObjectTimeline type={type} id={id} title={text("ledger.entries")} />;
  return (
    <Section title={text("ledger.entries")} hint={text("ledger.entriesHint")}>
      <Button size="small" onClick={() => setOpen(true)}>
        {text("ledger.showEntries")}
      </Button>
    </Section>
  );
}
