import type { ComponentType } from "react";

/** `src/features/<x>/header.tsx` exports a component by default: the bell of the notices, for one. */
const modules = import.meta.glob<{ default: ComponentType }>("../features/*/header.tsx", { eager: true });
const PARTS = Object.entries(modules).map(([path, module]) => ({ path, Part: module.default }));

/** What features add to the header, left of language and account. */
export function HeaderSlot() {
  return PARTS.map(({ path, Part }) => <Part key={path} />);
}
