import { getWork } from "@yunjian/contract";
import { Strip } from "../../features/work/Strip.tsx";
import { WorkSectionCard } from "../../features/work/WorkSectionCard.tsx";
import { WorstClouds } from "../../features/work/WorstClouds.tsx";
import "../../features/work/work.css";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

const RENEW_MS = 120_000;

/** What is mine to do, and by when. */
export default function HomePage() {
  const text = useText();
  const me = useMe();
  const query = useCall(getWork, {}, { refetchInterval: RENEW_MS });
  return (
    <>
      <PageHeader
        title={text("work.title")}
        hint={text("work.hint", { name: me.person.name, organisation: me.organisation.name })}
      />
      <Loaded query={query} rows={8}>
        {(work) => (
          <>
            <Strip work={work} />
            {work.sections.length === 0 && (
              <div className="yj-work-none">
                <EmptyHint title={text("work.none")} hint={text("work.noneHint")} />
              </div>
            )}
            <div className="yj-work">
              {work.sections.map((part) => (
                <WorkSectionCard key={part.key} part={part} days={work.horizonDays} />
              ))}
              {work.standing !== null && work.standing.attention.length > 0 && (
                <WorstClouds clouds={work.standing.attention} />
              )}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}
