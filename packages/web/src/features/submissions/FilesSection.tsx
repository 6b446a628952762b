import { Button, Drawer } from "antd";
import { type ReactNode, useState } from "react";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { FileChip } from "../../ui/Uploader.tsx";
import { FileViewer } from "../../ui/viewer/FileViewer.tsx";
import { downloadAddress } from "../../ui/viewer/preview.ts";
import { FileWarnings } from "./Attachments.tsx";
import type { StoredFile } from "./content.ts";

/** The files of a submission: look at one here, download it, or say that it must not be here. */
export function FilesSection({
  files,
  purge,
}: {
  readonly files: readonly StoredFile[];
  readonly purge: (file: StoredFile) => ReactNode;
}) {
  const text = useText();
  const [open, setOpen] = useState<StoredFile | null>(null);
  return (
    <Section title={text("submissions.files.count", { count: files.length })}>
      {files.length === 0 && <EmptyHint small title={text("submissions.files.none")} />}
      {files.map((file) => (
        <div key={file.id} className="yj-submission-file">
          <FileChip file={file} {...(file.state === "kept" && { onOpen: () => setOpen(file) })} />
          {file.rendered && <ToneTag tone="info">{text("submissions.files.rendered")}</ToneTag>}
          {file.state !== "kept" && <ToneTag tone="bad">{text(`files.state.${file.state}`)}</ToneTag>}
          <FileWarnings file={file} />
          {file.note !== "" && <span className="yj-hint">{file.note}</span>}
          <span className="yj-submission-file-steps">
            {file.state === "kept" && file.scan.state !== "infected" && (
              <Button type="link" size="small" href={downloadAddress(file.id)} download>
                {text("files.download")}
              </Button>
            )}
            {purge(file)}
          </span>
        </div>
      ))}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open?.name}
        size="80%"
        destroyOnHidden
      >
        {open && <FileViewer file={open} pins={[]} />}
      </Drawer>
    </Section>
  );
}
