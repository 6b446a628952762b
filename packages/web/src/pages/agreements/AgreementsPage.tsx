import { listClouds, planAhead } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { AgreementChanges } from "../../features/obligations/AgreementChanges.tsx";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { JobProgress } from "../../ui/JobProgress.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";

/** The agreements of all clouds, and the changes that wait for a decision. */
export default function AgreementsPage() {
  const text = useText();
  const word = useWord();
  const can = useCan();
  const [jobId, setJobId] = useState<string | null>(null);
  const plan = useChange(planAhead, { onDone: (output) => setJobId(output.jobId) });
  return (
    <>
      <PageHeader
        title={text("agreements.title")}
        hint={text("agreements.hint")}
        actions={
          can("agreement.approve") && (
            <Button loading={plan.busy} onClick={() => void plan.run({ body: {} })}>
              {text("agreements.plan.action")}
            </Button>
          )
        }
      />
      <Section title={text("agreements.asked")}>
        <AgreementChanges waiting />
      </Section>
      <Section title={text("agreements.clouds")}>
        <DataTable
          id="agreement-clouds"
          title={text("agreements.clouds")}
          route={listClouds}
          rowKey={(row) => row.id}
          rowLink={(row) => `/agreements/${row.id}`}
          search={text("agreements.cloud")}
          columns={[
            {
              key: "name",
              title: text("agreements.cloud"),
              main: true,
              width: 260,
              sort: "name",
              render: (row) => <Link to={`/agreements/${row.id}`}>{row.name}</Link>,
              text: (row) => row.name,
            },
            {
              key: "provider",
              title: text("agreements.provider"),
              width: 180,
              render: (row) => row.provider.name,
              text: (row) => row.provider.name,
            },
            {
              key: "level",
              title: text("agreements.level"),
              width: 120,
              render: (row) => word("capabilityLevel", row.capabilityLevel),
              text: (row) => word("capabilityLevel", row.capabilityLevel),
            },
          ]}
          empty={{ title: text("agreements.cloudsEmpty"), hint: text("agreements.cloudsEmptyHint") }}
        />
      </Section>
      <JobProgress
        jobId={jobId}
        title={text("agreements.plan.title")}
        hint={text("agreements.plan.hint")}
        onClose={() => setJobId(null)}
      />
    </>
  );
}
