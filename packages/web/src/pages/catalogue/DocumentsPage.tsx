import { getCatalogueDocuments, type OutputOf } from "@yunjian/contract";
import { useState } from "react";
import { AttachText } from "../../features/catalogue/AttachText.tsx";
import { MatchReport } from "../../features/catalogue/MatchReport.tsx";
import "../../features/catalogue/catalogue.css";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

type Document = OutputOf<typeof getCatalogueDocuments>["documents"][number];
type Attachment = Document["attachments"][number];

export default function DocumentsPage() {
  const text = useText();
  const query = useCall(getCatalogueDocuments, {});
  return (
    <>
      <ObjectHeader
        title={text("catalogue.attach.title")}
        back={{ to: "/catalogue", label: text("catalogue.back") }}
        facts={[
          {
            label: text("catalogue.attach.digest"),
            value: query.data && (
              <>
                <code className="yj-digest">{query.data.digest}</code>
                <div className="yj-hint">{text("catalogue.attach.digestHint")}</div>
              </>
            ),
            wide: true,
          },
        ]}
      />
      <Loaded query={query}>
        {({ documents }) =>
          documents.map((document) => (
            <DocumentSection key={`${document.id} ${document.edition}`} document={document} />
          ))
        }
      </Loaded>
    </>
  );
}

function DocumentSection({ document }: { readonly document: Document }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const [shown, setShown] = useState<string>();
  const { attachments } = document;
  return (
    <>
      <Section
        title={`${document.standard} ${document.title[lang]}`}
        hint={`${text("catalogue.attach.edition")} ${text(`catalogue.attach.editions.${document.edition}`, { defaultValue: document.edition })} · ${text(
          "catalogue.attach.counts",
          {
            clauses: document.clauses,
            controls: document.controls,
            policies: document.policies,
          },
        )}`}
      >
        {can("catalogue.attach") && <AttachText document={document} again={attachments.length > 0} />}
        <LocalTable<Attachment>
          title={text("catalogue.attach.title")}
          rows={attachments}
          rowKey={(row) => row.id}
          empty={{
            title: text("catalogue.attach.noAttachment"),
            hint: text("catalogue.attach.noAttachmentHint"),
          }}
          columns={[
            {
              key: "file",
              title: text("catalogue.attach.file"),
              main: true,
              width: 200,
              render: (row) => (
                <>
                  <button type="button" className="yj-link" onClick={() => setShown(row.id)}>
                    {row.fileName}
                  </button>{" "}
                  {row.replacedAt === null && <StateTag kind="generic" state="active" />}
                </>
              ),
              text: (row) => row.fileName,
            },
            {
              key: "matched",
              title: text("catalogue.attach.matched"),
              width: 84,
              align: "right",
              render: (row) => `${row.matched}/${row.total}`,
              text: (row) => `${row.matched}/${row.total}`,
            },
            {
              key: "by",
              title: text("catalogue.attach.by"),
              width: 116,
              render: (row) => row.attachedBy ?? text("catalogue.attach.operator"),
              text: (row) => row.attachedBy ?? "",
            },
            {
              key: "at",
              title: text("catalogue.attach.at"),
              width: 132,
              render: (row) => <Instant at={row.attachedAt} />,
              text: (row) => row.attachedAt,
            },
            {
              key: "replaced",
              title: text("catalogue.attach.replaced"),
              width: 132,
              render: (row) => <Instant at={row.replacedAt} />,
              text: (row) => row.replacedAt ?? "",
            },
            {
              key: "digest",
              title: text("catalogue.attach.fileDigest"),
              width: 290,
              render: (row) => <code className="yj-digest">{row.fileDigest}</code>,
              text: (row) => row.fileDigest,
            },
          ]}
        />
      </Section>
      {shown !== undefined && <MatchReport id={shown} />}
    </>
  );
}
