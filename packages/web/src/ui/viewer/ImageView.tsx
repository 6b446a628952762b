import { useText } from "../../lib/language.ts";
import { Marks } from "./Marks.tsx";
import { PinLayer } from "./PinLayer.tsx";
import type { Pinning } from "./place.ts";

interface ImageViewProps extends Pinning {
  readonly name: string;
  readonly url: string;
}

export function ImageView({ name, url, pins, active, onPlace, onPin }: ImageViewProps) {
  const text = useText();
  return (
    <>
      {onPlace && <p className="yj-hint">{text("viewer.pinImage")}</p>}
      <div className="yj-image">
        <img src={url} alt={name} />
        {onPlace && <PinLayer onPlace={onPlace} />}
        <Marks pins={pins} active={active} onPin={onPin} />
      </div>
    </>
  );
}
