import { listSubmissions } from "@yunjian/contract";
import { SUBMISSION_KINDS, SUBMISSION_STATES } from "@yunjian/domain";
import { useMemo } from "react";
import { addressOf, useBriefColumns } from "../../features/submissions/columns.tsx";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWordOptions } from "../../lib/words.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function SubmissionsPage() {
  const text = useText();
  const can = useCan();
  const options = useWordOptions();
  const columns = useBriefColumns(addressOf);
  const filters = useMemo(
    () => [
      {
        param: "state",
        label: text("submissions.list.state"),
        options: SUBMISSION_STATES.map((value) => ({ value, label: text(`state.submission.${value}`) })),
      },
      {
        param: "kind",
        label: text("submissions.list.kind"),
        options: options("submissionKind", SUBMISSION_KINDS),
      },
    ],
    [text, options],
  );
  return (
    <>
      <PageHeader
        title={text("submissions.list.title")}
        hint={text("submissions.list.hint")}
        actions={
          can("submission.prepare") && (
            <>
              <ButtonLink to="/submissions/batch">{text("submissions.batch.title")}</ButtonLink>
              <ButtonLink to="/duties" type="primary">
                {text("submissions.submit.toDuties")}
              </ButtonLink>
            </>
          )
        }
      />
      <DataTable
        id="submissions"
        title={text("submissions.list.title")}
        route={listSubmissions}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        rowLink={addressOf}
        empty={{ title: text("submissions.list.empty"), hint: text("submissions.list.emptyHint") }}
      />
    </>
  );
}
