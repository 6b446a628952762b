import { createContext, use, useEffect } from "react";
import { useText } from "./language.ts";

/** Set while pages are shown, so that a title set by a page wins over the one of its route. */
export const RouteTitleContext = createContext<string | undefined>(undefined);

export function useDocumentTitle(title: string): void {
  const text = useText();
  const fallback = use(RouteTitleContext);
  const product = text("shell.product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
    return () => {
      document.title = fallback === undefined ? product : `${fallback} · ${product}`;
    };
  }, [title, product, fallback]);
}
