import type { AppDeps } from '../../app.ts'
import { exposureLately } from '../../exposure/exposure-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { View } from '../view.ts'

/** A page on which cases are worked on: it says so when whoever reads it has looked at them for long enough. */
export async function withExposure({ db }: Pick<AppDeps, 'db'>, view: View): Promise<View> {
  const { principal, now } = view
  if (!principal || !isAllowed(principal.role, 'match:read')) return view
  return { ...view, exposure: await exposureLately(db, principal.actor, now) }
}
