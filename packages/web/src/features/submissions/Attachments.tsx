import { getFile } from "@yunjian/contract";
import { Alert, Input } from "antd";
import { useEffect, useRef } from "react";
import { call } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import type { Uploads } from "../../lib/use-uploads.ts";
import { FileChip, FileDrop, UploadList } from "../../ui/Uploader.tsx";
import { ScanTag } from "../../ui/FileHealth.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { downloadAddress } from "../../ui/viewer/preview.ts";
import type { AttachedFile } from "./content.ts";

export interface AttachmentsProps {
  readonly uploads: Uploads;
  readonly files: readonly AttachedFile[];
  readonly onChange: (files: readonly AttachedFile[]) => void;
}

/** Files to drop, those on their way, and those attached with a note each. */
export function Attachments({ uploads, files, onChange }: AttachmentsProps) {
  const text = useText();
  useArrived(uploads, files, onChange);
  const set = (id: string, note: string) =>
    onChange(files.map((file) => (file.id === id ? { ...file, note } : file)));
  const gone = files.filter((file) => file.state !== "kept");
  return (
    <div className="yj-attachments">
      <FileDrop uploads={uploads} />
      <UploadList uploads={uploads} />
      {gone.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={text("submissions.files.gone", { names: gone.map((file) => file.name).join("、") })}
        />
      )}
      {files.length > 0 && (
        <ul className="yj-attachment-list" aria-label={text("submissions.files.attached")}>
          {files.map((file) => (
            <li key={file.id}>
              <div className="yj-attachment-file">
                <FileChip
                  file={file}
                  {...(file.state === "kept" &&
                    file.scan.state !== "infected" && { href: downloadAddress(file.id) })}
                  onRemove={() => onChange(files.filter((each) => each.id !== file.id))}
                />
                <FileWarnings file={file} />
              </div>
              <Input
                size="small"
                value={file.note}
                maxLength={500}
                placeholder={text("submissions.files.note")}
                aria-label={text("submissions.files.noteOf", { name: file.name })}
                onChange={(event) => set(file.id, event.target.value)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a reader should know before opening it. */
export function FileWarnings({ file }: { readonly file: Pick<AttachedFile, "warnings" | "scan" | "state"> }) {
  const text = useText();
  return (
    <>
      {file.warnings.map((warning) => (
        <ToneTag key={warning} tone="warn">
          {text(`submissions.warning.${warning}`)}
        </ToneTag>
      ))}
      {file.state === "kept" && <ScanTag scan={file.scan} />}
    </>
  );
}

/** A file that arrived moves from the uploads to the attachments. */
function useArrived(
  uploads: Uploads,
  files: readonly AttachedFile[],
  onChange: AttachmentsProps["onChange"],
): void {
  const now = useRef(files);
  useEffect(() => {
    now.current = files;
  }, [files]);
  const taken = useRef(new Set<string>());
  useEffect(() => {
    for (const { key, fileId, state } of uploads.items) {
      if (state !== "done" || fileId === null || taken.current.has(fileId)) continue;
      taken.current.add(fileId);
      call(getFile, { params: { id: fileId } }).then(
        (file) => {
          uploads.queue.remove(key);
          if (now.current.some((each) => each.id === fileId)) return;
          now.current = [...now.current, { ...file, note: "" }];
          onChange(now.current);
        },
        () => taken.current.delete(fileId),
      );
    }
  }, [uploads, onChange]);
}
