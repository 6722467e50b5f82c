import { apiErasures, HOLD_REASONS, placeHold, releaseHold, type HoldScope } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { addressErasures } from '@nightlight/crawler'
import { LOOKUP_ERASURES } from '@nightlight/matcher'
import { NOTICE_ERASURES } from '@nightlight/notices'
import {
  keepingAt,
  previewErasures,
  readSchedules,
  runErasures,
  type FieldCrypto,
} from '@nightlight/runtime'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'

const DAY_MS = 24 * 3_600_000
type ByCountry = CallerOptions & { country?: string }

const keepingOf = ({ country }: ByCountry) =>
  keepingAt(readSchedules(), country ?? null, new Date())

const erasuresOf = (crypto: FieldCrypto) => [
  ...apiErasures(crypto),
  ...addressErasures(crypto),
  ...NOTICE_ERASURES,
  ...LOOKUP_ERASURES,
]

/** `nightlight retention preview`. */
export const retentionPreview = (options: ByCountry): Promise<void> =>
  asCaller(options, 'retention:run', ({ db, crypto }) =>
    previewErasures(db, erasuresOf(crypto), keepingOf(options)),
  )

/** `nightlight retention run`. */
export const retentionRun = (options: ByCountry): Promise<void> =>
  asCaller(options, 'retention:run', ({ db, crypto }, { actor }) =>
    runErasures(db, erasuresOf(crypto), keepingOf(options), { actor }),
  )

type HoldOptions = CallerOptions & {
  report?: string
  takedown?: string
  page?: string
  reason: string
  authority: string
  reviewDays: number
}

/** `nightlight retention hold`. */
export const retentionHold = (options: HoldOptions): Promise<void> =>
  asCaller(options, 'retention:hold', async ({ db }, by) => {
    const at = new Date()
    const reason = HOLD_REASONS.find((code) => code === options.reason)
    const { reviewDays, authority } = options
    if (!reason || !(reviewDays >= 1 && reviewDays <= 3650) || authority.length > 200) {
      throw invalid(`--reason is one of ${HOLD_REASONS.join(', ')}, --review-days 1 to 3650`)
    }
    const reviewAt = new Date(at.getTime() + reviewDays * DAY_MS)
    const asked = { reason, authority, reviewAt }
    const scope = scopeOf(options)
    const id = await db.transaction().execute((trx) => placeHold(trx, scope, asked, by, at))
    return [{ hold: id, reviewAt }]
  })

/** `nightlight retention release ID`. */
export const retentionRelease = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'retention:hold', async ({ db }, by) => {
    if (!isId(id)) throw invalid('give the id of a hold, as `retention hold` told it')
    await db.transaction().execute((trx) => releaseHold(trx, id, by, new Date()))
    return [{ hold: id, state: 'released' }]
  })

function scopeOf({ report, takedown, page }: HoldOptions): HoldScope {
  const given = [report, takedown, page].filter((id) => id !== undefined)
  if (given.length !== 1 || !isId(given[0]!)) {
    throw invalid('give one id, with --report, --takedown or --page')
  }
  if (report !== undefined) return { reportId: report }
  return takedown !== undefined ? { takedownId: takedown } : { pageId: page! }
}

const invalid = (what: string) => new DomainError('invalid', 'option-invalid', `Retention: ${what}`)
