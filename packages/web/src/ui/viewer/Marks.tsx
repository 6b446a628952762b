import { useText } from "../../lib/language.ts";
import type { Pin, Pinning } from "./place.ts";

/** Numbered marks over a page or an image. */
export function Marks({ pins, active, onPin }: Omit<Pinning, "onPlace">) {
  return pins.map((pin) =>
    pin.place.x === undefined || pin.place.y === undefined ? null : (
      <Mark key={pin.key} pin={pin} active={pin.key === active} onPin={onPin} floating />
    ),
  );
}

export function Mark({
  pin,
  active,
  onPin,
  floating = false,
}: {
  readonly pin: Pin;
  readonly active: boolean;
  readonly onPin: Pinning["onPin"];
  readonly floating?: boolean;
}) {
  const text = useText();
  const { x = 0, y = 0 } = pin.place;
  return (
    <button
      type="button"
      className={active ? "yj-pin-mark yj-pin-mark-active" : "yj-pin-mark"}
      style={floating ? { position: "absolute", left: `${x * 100}%`, top: `${y * 100}%` } : undefined}
      aria-label={text("viewer.mark", { n: pin.n })}
      onClick={(event) => {
        event.stopPropagation();
        onPin?.(pin.key);
      }}
    >
      {pin.n}
    </button>
  );
}
