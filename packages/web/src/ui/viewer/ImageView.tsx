import { useText } from "../../lib/language.ts";
import { Marks } from "./Marks.tsx";
import { type Pinning, shareOf } from "./place.ts";

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
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a word without a place is written in the comments */}
        <img
          src={url}
          alt={name}
          className={onPlace ? "yj-pinnable" : ""}
          onClick={(event) => onPlace?.(shareOf(event.currentTarget, event))}
        />
        <Marks pins={pins} active={active} onPin={onPin} />
      </div>
    </>
  );
}
