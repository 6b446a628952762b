import { ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { Button, InputNumber, Switch } from "antd";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { useText } from "../../lib/language.ts";
import { Problem } from "../Problem.tsx";
import { openPdf } from "./pdf.ts";
import { PdfPage } from "./PdfPage.tsx";
import type { Pinning } from "./place.ts";

interface PdfViewProps extends Pinning {
  readonly name: string;
  readonly url: string;
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

/** A PDF, page below page; only the pages in sight are drawn, and only their part of the file is fetched. */
export default function PdfView({ name, url, pins, active, onPlace, onPin }: PdfViewProps) {
  const text = useText();
  const [pdf, setPdf] = useState<PDFDocumentProxy>();
  const [error, setError] = useState<Error>();
  const [zoom, setZoom] = useState(1);
  const [pinning, setPinning] = useState(false);
  const scroll = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const opening = openPdf(url);
    opening.promise.then(setPdf, (reason: unknown) => {
      setError(reason instanceof Error ? reason : new Error(String(reason)));
    });
    return () => void opening.destroy();
  }, [url]);

  const toPage = (page: number | undefined) => {
    scroll.current?.querySelector(`[data-page="${page}"]`)?.scrollIntoView({ block: "start" });
  };
  const activePage = pins.find((pin) => pin.key === active)?.place.page;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes to the page when another pin is chosen
  useEffect(() => toPage(activePage), [active, activePage]);

  if (error) {
    const locked = error.name === "PasswordException";
    return <Problem error={new Error(text(locked ? "viewer.pdfLocked" : "viewer.pdfBroken"))} />;
  }
  if (!pdf) return <div className="yj-viewer-wait">{text("viewer.loading")}</div>;
  const step = (by: number) =>
    setZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(zoom) + by))] ?? 1);
  return (
    <div className="yj-pdf">
      <div className="yj-viewer-tools">
        <span>
          <InputNumber
            size="small"
            min={1}
            max={pdf.numPages}
            defaultValue={1}
            aria-label={text("viewer.page")}
            onPressEnter={(event) => toPage(Number(event.currentTarget.value))}
            onStep={toPage}
            className="yj-page-number"
          />{" "}
          / {pdf.numPages}
        </span>
        <Button
          size="small"
          icon={<ZoomOutOutlined />}
          aria-label={text("viewer.smaller")}
          onClick={() => step(-1)}
        />
        <span className="yj-figure">{Math.round(zoom * 100)}%</span>
        <Button
          size="small"
          icon={<ZoomInOutlined />}
          aria-label={text("viewer.larger")}
          onClick={() => step(1)}
        />
        {onPlace && (
          <label className="yj-viewer-pinning">
            <Switch size="small" checked={pinning} onChange={setPinning} /> {text("viewer.pinMode")}
          </label>
        )}
      </div>
      <div ref={scroll} className="yj-pdf-pages" role="document" aria-label={name}>
        {Array.from({ length: pdf.numPages }, (_, index) => (
          <PdfPage
            key={`${index + 1}`}
            pdf={pdf}
            number={index + 1}
            zoom={zoom}
            scroll={scroll}
            pins={pins.filter((pin) => pin.place.page === index + 1)}
            active={active}
            onPin={onPin}
            onPlace={
              onPlace && pinning
                ? (place) => {
                    setPinning(false);
                    onPlace(place);
                  }
                : undefined
            }
          />
        ))}
      </div>
    </div>
  );
}
