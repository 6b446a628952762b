import { useText } from "../../lib/language.ts";
import { type Place, shareOf } from "./place.ts";

/** Over a page or picture: where it is clicked, a word is pinned; by keyboard to the whole of it. */
export function PinLayer({ onPlace }: { readonly onPlace: (place: Place) => void }) {
  const text = useText();
  return (
    <button
      type="button"
      className="yj-pin-layer"
      aria-label={text("viewer.pinHere")}
      // Keeps what the reader marked: it becomes the quote.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => onPlace(event.detail === 0 ? {} : shareOf(event.currentTarget, event))}
    />
  );
}
