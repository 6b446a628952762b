import {
  CaretRightOutlined,
  DeleteOutlined,
  InboxOutlined,
  PaperClipOutlined,
  PauseOutlined,
} from "@ant-design/icons";
import type { Sensitivity } from "@yunjian/domain";
import { App, Button, Progress, Tooltip } from "antd";
import { type DragEvent, useId, useRef, useState } from "react";
import { formatBytes, formatDuration } from "../lib/format.ts";
import { useLang, useText } from "../lib/language.ts";
import { MAX_FILE_BYTES, type UploadItem } from "../lib/upload.ts";
import type { Uploads } from "../lib/use-uploads.ts";
import { SensitivitySelect } from "./FormParts.tsx";
import { StateTag } from "./StateTag.tsx";
import { TONES } from "./tones.ts";

export interface FileDropProps {
  readonly uploads: Uploads;
  /** What kinds the dialog offers first, as in <input accept>. */
  readonly accept?: string;
  /** One file only: a new one takes the place of the old one. */
  readonly single?: boolean;
  readonly disabled?: boolean;
  readonly initialSensitivity?: Sensitivity;
}

/** Drag files here or choose them; sensitivity is declared first. Below: <UploadList/>. */
export function FileDrop({
  uploads,
  accept,
  single = false,
  disabled = false,
  initialSensitivity = "internal",
}: FileDropProps) {
  const text = useText();
  const { message } = App.useApp();
  const [sensitivity, setSensitivity] = useState(initialSensitivity);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();

  const take = (files: FileList | null) => {
    if (!files || files.length === 0 || disabled) return;
    const chosen = single ? [...files].slice(0, 1) : [...files];
    if (single) uploads.queue.clear();
    for (const { name, because } of uploads.queue.add(chosen, sensitivity)) {
      message.warning(
        text(`common.upload.rejected.${because}`, { name, limit: formatBytes(MAX_FILE_BYTES) }),
        6,
      );
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <div className="yj-upload">
      <div className="yj-upload-kind">
        <span>{text("common.sensitivity.label")}</span>
        <SensitivitySelect value={sensitivity} onChange={setSensitivity} disabled={disabled} />
        <span className="yj-hint">{text("common.upload.noSecrets")}</span>
      </div>
      <button
        type="button"
        className={over ? "yj-drop yj-drop-over" : "yj-drop"}
        disabled={disabled}
        aria-describedby={hintId}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <InboxOutlined aria-hidden="true" className="yj-drop-icon" />
        <span>{text(single ? "common.upload.dropOne" : "common.upload.drop")}</span>
        <span className="yj-hint" id={hintId}>
          {text("common.upload.hint", { limit: formatBytes(MAX_FILE_BYTES) })}
        </span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!single}
        accept={accept}
        onChange={(event) => {
          take(event.target.files);
          // Choosing the same file again must be a change.
          event.target.value = "";
        }}
      />
    </div>
  );
}

/** The files on their way and arrived: progress, pause, resume, remove. */
export function UploadList({ uploads }: { readonly uploads: Uploads }) {
  const text = useText();
  if (uploads.items.length === 0) return null;
  return (
    <ul className="yj-upload-list" aria-label={text("common.upload.list")}>
      {uploads.items.map((item) => (
        <UploadRow key={item.key} item={item} uploads={uploads} />
      ))}
    </ul>
  );
}

function UploadRow({ item, uploads: { queue } }: { readonly item: UploadItem; readonly uploads: Uploads }) {
  const text = useText();
  const { key, name, size, sent, state } = item;
  const percent = state === "done" ? 100 : Math.min(99, Math.floor((sent / size) * 100));
  const broken = state === "failed" || state === "refused";
  return (
    <li className="yj-upload-row">
      <div className="yj-upload-line">
        <PaperClipOutlined aria-hidden="true" />
        <span className="yj-upload-name" title={name}>
          {name}
        </span>
        <span className="yj-figure yj-hint">{formatBytes(size)}</span>
        <StateTag plain kind="sensitivity" state={item.sensitivity} />
        <span className="yj-upload-state">
          <UploadWords item={item} />
        </span>
        {state === "uploading" && (
          <IconButton
            icon={<PauseOutlined />}
            words={text("common.upload.pause", { name })}
            onClick={() => queue.pause(key)}
          />
        )}
        {(state === "paused" || state === "failed") && (
          <IconButton
            icon={<CaretRightOutlined />}
            words={text("common.upload.resume", { name })}
            onClick={() => queue.resume(key)}
          />
        )}
        <IconButton
          icon={<DeleteOutlined />}
          words={text("common.upload.remove", { name })}
          onClick={() => queue.remove(key)}
        />
      </div>
      {state !== "done" && state !== "refused" && (
        <Progress
          percent={percent}
          showInfo={false}
          size="small"
          strokeColor={broken ? TONES.bad.ink : TONES.info.ink}
          aria-label={name}
        />
      )}
      {broken && <div className="yj-upload-reason">{item.reason ?? text("common.upload.connection")}</div>}
    </li>
  );
}

function UploadWords({ item }: { readonly item: UploadItem }) {
  const text = useText();
  const lang = useLang();
  const { state, sent, size, speed } = item;
  if (state === "done")
    return <StateTag plain kind="generic" state="done" label={text("common.upload.state.done")} />;
  if (state === "failed")
    return <StateTag plain kind="generic" state="paused" label={text("common.upload.state.failed")} />;
  if (state === "refused")
    return <StateTag plain kind="generic" state="failed" label={text("common.upload.state.refused")} />;
  if (state !== "uploading") return text(`common.upload.state.${state}`);
  if (item.retrying) return text("common.upload.state.retrying");
  const share = `${Math.min(99, Math.floor((sent / size) * 100))}%`;
  if (speed <= 0) return share;
  return `${share} · ${formatBytes(speed)}/s · ${text("common.upload.left", { time: formatDuration((size - sent) / speed, lang) })}`;
}

function IconButton({
  icon,
  words,
  onClick,
}: {
  readonly icon: React.ReactNode;
  readonly words: string;
  readonly onClick: () => void;
}) {
  return (
    <Tooltip title={words}>
      <Button type="text" size="small" icon={icon} aria-label={words} onClick={onClick} />
    </Tooltip>
  );
}

export interface FileChipProps {
  readonly file: { readonly name: string; readonly size: number; readonly sensitivity: Sensitivity };
  /** Where it is downloaded. */
  readonly href?: string;
  /** Shows it in the page instead. */
  readonly onOpen?: () => void;
  readonly onRemove?: () => void;
}

/** A stored file: name, size, sensitivity. */
export function FileChip({ file, href, onOpen, onRemove }: FileChipProps) {
  const text = useText();
  return (
    <span className="yj-file">
      <PaperClipOutlined aria-hidden="true" />
      {onOpen ? (
        <button type="button" className="yj-link" onClick={onOpen} title={file.name}>
          {file.name}
        </button>
      ) : href ? (
        <a href={href} download title={file.name}>
          {file.name}
        </a>
      ) : (
        <span title={file.name}>{file.name}</span>
      )}
      <span className="yj-figure yj-hint">{formatBytes(file.size)}</span>
      <StateTag plain kind="sensitivity" state={file.sensitivity} />
      {onRemove && (
        <IconButton
          icon={<DeleteOutlined />}
          words={text("common.upload.remove", { name: file.name })}
          onClick={onRemove}
        />
      )}
    </span>
  );
}
