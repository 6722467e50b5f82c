import type { Language } from '@nightlight/contract'
import type { Exposure } from '../exposure/exposure.ts'
import type { Principal } from '../identity/principal.ts'
import type { Translate } from './texts.ts'

/** What every page is written with. */
export type View = {
  t: Translate
  language: Language
  principal: Principal | null
  /** Token that forms of this session carry. */
  form: string
  now: Date
  /** Path of this page, for the links that change its language; null when it must not be repeated. */
  path: string | null
  /** How long whoever reads this has looked at cases lately, on pages that say so only when it becomes too long. */
  exposure?: Exposure | null
  /** In whose name a page speaks to those who were told; of ours without. */
  organisation?: string
  /** Sent in parts (`sendInParts`): shown before all of it is there. */
  isInParts?: boolean
}
