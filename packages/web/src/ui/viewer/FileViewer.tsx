import { DownloadOutlined } from "@ant-design/icons";
import { previewFile } from "@yunjian/contract";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useCall } from "../../lib/api.ts";
import { formatBytes } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../EmptyHint.tsx";
import { FileHealthLine, type Health } from "../FileHealth.tsx";
import { Loaded } from "../Loading.tsx";
import { ArchiveView } from "./ArchiveView.tsx";
import { DocxView } from "./DocxView.tsx";
import { ImageView } from "./ImageView.tsx";
import type { Pinning } from "./place.ts";
import { downloadAddress, type Preview, STEP } from "./preview.ts";
import { TableView } from "./TableView.tsx";
import { TextView } from "./TextView.tsx";
import "./viewer.css";

const PdfView = lazy(() => import("./PdfView.tsx"));

export interface ViewedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Said under the content. */
  readonly seenAt?: Health["seenAt"];
  readonly fault?: Health["fault"];
}

/** A file's content, whatever it is; what cannot be shown says why and offers the download. */
export function FileViewer({
  file,
  pins = [],
  ...pinning
}: { readonly file: ViewedFile } & Partial<Pinning>) {
  // Another file begins at its own beginning.
  return <OneFile key={file.id} file={file} pins={pins} {...pinning} />;
}

function OneFile({ file, ...pinning }: { readonly file: ViewedFile } & Pinning) {
  const [at, setAt] = useState({ sheet: 0, from: 0 });
  const query = useCall(
    previewFile,
    { params: { id: file.id }, query: { ...at, count: STEP } },
    { keepPrevious: true, staleTime: 300_000 },
  );
  const go = (next: Partial<typeof at>) => setAt({ ...at, ...next });
  return (
    <div className="yj-viewer">
      <Loaded query={query} rows={10}>
        {(preview) => <Content file={file} preview={preview} go={go} {...pinning} />}
      </Loaded>
      {file.seenAt !== undefined && <FileHealthLine seenAt={file.seenAt} fault={file.fault ?? null} />}
    </div>
  );
}

interface ContentProps extends Pinning {
  readonly file: ViewedFile;
  readonly preview: Preview;
  readonly go: (next: { sheet?: number; from?: number }) => void;
}

function Content({ file, preview, go, ...pinning }: ContentProps) {
  const text = useText();
  if ("url" in preview) {
    return preview.kind === "image" ? (
      <ImageView name={file.name} url={preview.url} {...pinning} />
    ) : (
      <Suspense fallback={<div className="yj-viewer-wait">{text("viewer.loading")}</div>}>
        <PdfView name={file.name} url={preview.url} {...pinning} />
      </Suspense>
    );
  }
  if ("lines" in preview) return <TextView preview={preview} onMove={(from) => go({ from })} {...pinning} />;
  if ("sheets" in preview) {
    return (
      <TableView
        preview={preview}
        onMove={(from) => go({ from })}
        onSheet={(sheet) => go({ sheet, from: 0 })}
        {...pinning}
      />
    );
  }
  if ("blocks" in preview) return <DocxView preview={preview} onMove={(from) => go({ from })} {...pinning} />;
  if ("entries" in preview) return <ArchiveView preview={preview} onMove={(from) => go({ from })} />;
  const gone = preview.reason === "gone" || preview.reason === "infected";
  return (
    <EmptyHint
      title={text(gone ? "viewer.goneTitle" : "viewer.noneTitle")}
      hint={text(`viewer.none.${preview.reason}`)}
      action={
        gone ? undefined : (
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            href={downloadAddress(file.id)}
            download={file.name}
          >
            {text("viewer.download", { size: formatBytes(file.size) })}
          </Button>
        )
      }
    />
  );
}
