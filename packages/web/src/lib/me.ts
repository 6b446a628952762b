import type { getMe, OutputOf } from "@yunjian/contract";
import type { Permission } from "@yunjian/domain";
import { createContext, use } from "react";

export type Me = OutputOf<typeof getMe>;

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Only below the layout, where somebody is. */
export function useMe(): Me {
  const me = use(MeContext);
  if (me === null) throw new Error("useMe outside of the layout");
  return me;
}

/** One permission, or several of which one is enough; nothing asks for nothing. */
export function can(me: Me, needs: Permission | readonly Permission[] | undefined): boolean {
  if (needs === undefined) return true;
  const wanted: readonly Permission[] = typeof needs === "string" ? [needs] : needs;
  return wanted.some((permission) => me.permissions.includes(permission));
}

export function useCan(): (needs: Permission | readonly Permission[]) => boolean {
  const me = useMe();
  return (needs) => can(me, needs);
}
