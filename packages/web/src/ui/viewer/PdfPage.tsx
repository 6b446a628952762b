import { type PDFDocumentProxy, RenderingCancelledException, TextLayer } from "pdfjs-dist";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useText } from "../../lib/language.ts";
import { Marks } from "./Marks.tsx";
import { PinLayer } from "./PinLayer.tsx";
import { markedIn, type Pinning } from "./place.ts";

interface PdfPageProps extends Pinning {
  readonly pdf: PDFDocumentProxy;
  readonly number: number;
  readonly zoom: number;
  readonly scroll: RefObject<HTMLDivElement | null>;
}

/** A4 upright, until the page itself says otherwise. */
const USUAL = { width: 595, height: 842 };

export function PdfPage({ pdf, number, zoom, scroll, pins, active, onPlace, onPin }: PdfPageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(number === 1);
  const [size, setSize] = useState(USUAL);
  const [broken, setBroken] = useState(false);
  const text = useText();

  useEffect(() => {
    const seen = new IntersectionObserver(
      (entries) => setNear(entries.some((entry) => entry.isIntersecting)),
      {
        root: scroll.current,
        rootMargin: "600px 0px",
      },
    );
    if (frame.current) seen.observe(frame.current);
    return () => seen.disconnect();
  }, [scroll]);

  useEffect(() => {
    if (!near) return;
    let stop = () => undefined as void;
    let left = false;
    void pdf.getPage(number).then((page) => {
      const [paper, layer] = [canvas.current, words.current];
      if (left || !paper || !layer) return;
      const base = page.getViewport({ scale: 1 });
      // The width of the column is 100 %.
      const scale = (((scroll.current?.clientWidth ?? 800) - 24) / base.width) * zoom;
      const viewport = page.getViewport({ scale });
      const dots = Math.min(2, window.devicePixelRatio || 1);
      setSize({ width: viewport.width, height: viewport.height });
      paper.width = Math.floor(viewport.width * dots);
      paper.height = Math.floor(viewport.height * dots);
      const drawing = page.render({ canvas: paper, viewport, transform: [dots, 0, 0, dots, 0, 0] });
      drawing.promise.catch((error: unknown) => {
        if (!(error instanceof RenderingCancelledException)) setBroken(true);
      });
      layer.replaceChildren();
      layer.style.setProperty("--total-scale-factor", String(scale));
      const layerText = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: layer,
        viewport,
      });
      void layerText.render().catch(() => undefined);
      stop = () => {
        drawing.cancel();
        layerText.cancel();
      };
    });
    return () => {
      left = true;
      stop();
    };
  }, [near, pdf, number, zoom, scroll]);

  return (
    <div
      ref={frame}
      data-page={number}
      className="yj-pdf-page"
      style={{ width: size.width, height: size.height }}
    >
      <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
      <div ref={words} className="yj-pdf-words" />
      {broken && <p className="yj-pdf-broken">{text("viewer.pageBroken")}</p>}
      {onPlace && (
        <PinLayer
          onPlace={(place) => {
            const quote = frame.current ? markedIn(frame.current) : undefined;
            onPlace({ page: number, ...place, ...(quote !== undefined && { quote }) });
          }}
        />
      )}
      <Marks pins={pins} active={active} onPin={onPin} />
    </div>
  );
}
