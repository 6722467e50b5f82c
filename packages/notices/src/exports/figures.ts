import type { LegalClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { SurvivalPoint } from '../statistics/survival.ts'
import { FEWEST } from '../statistics/measures.ts'
import { isFew, isOfMany } from '../statistics/small-numbers.ts'
import { ACTIONS, closedAt, goneAt, isWithdrawn, type Action } from './outcome-at.ts'
import { pastTakedowns, type PastTakedown } from './past-takedowns.ts'
import { isIn, type Period } from './period.ts'
import {
  hostsTold,
  lettersOf,
  outcomeOf,
  removalAfter,
  seenAgainAt,
  newLetters,
  tellingsOf,
  type FiguresVersion,
  type ProviderOutcome,
} from './provider-outcome.ts'
import { createTally, withoutFewTimes, type Lasting, type TimesTally } from './times-tally.ts'

/** Which figures: of a period, as they were known at an instant, by the rules of a version. */
export type FiguresAsked = { period: Period; asOf: Date; version: FiguresVersion }

/** Within one, three and seven days, as INHOPE counts, and two and four weeks. */
export const INHOPE_HOURS = [24, 72, 168, 336, 672] as const
export const LETTER_HOURS = [24, 72] as const

/** What the quarterly figures for INHOPE hold; definitions are texts of the page. */
export type InhopeFigures = {
  reports: number
  /** Confirmed in the period and not withdrawn; one is one picture on one page at one host. */
  confirmed: number
  withdrawn: number
  byClass: { class: LegalClass; items: number }[]
  /** The greatest first; null is not known. */
  byCountry: { country: string | null; items: number }[]
  removal: Lasting
  removalAfterNotice: Lasting
  toPolice: number
  toIccam: number
  toProvider: number
  resurfaced: number
}

/** Figures of a quarter as INHOPE asks its members for them. */
export async function inhopeFigures(
  db: DbOrTransaction,
  asked: FiguresAsked,
  signal?: AbortSignal,
): Promise<InhopeFigures> {
  const { period, asOf, version } = asked
  const removal = createTally(asOf)
  const removalAfterNotice = createTally(asOf)
  const countries = new Map<string | null, number>()
  const classes = new Map<LegalClass, number>()
  const sums = { confirmed: 0, withdrawn: 0, toPolice: 0, toIccam: 0, toProvider: 0, resurfaced: 0 }
  // What is decided in a quarter may be opened after it: T3 alone says of which it is.
  const until = version < 4 ? period.until : asOf
  for await (const past of pastTakedowns(db, { until, asOf }, signal)) {
    const { clocks, legalClass } = past.takedown
    const letters = tellingsOf(past, version)
    const handedOver = (step: string): number =>
      past.handedOver.some((one) => one.step === step && isIn(period, one.at)) ? 1 : 0
    sums.toPolice += handedOver('police-hand-over')
    sums.toIccam += handedOver('iccam-hand-over')
    sums.toProvider += isIn(period, letters[0]?.at ?? null) ? 1 : 0
    sums.resurfaced += past.resurfacedAt.filter((at) => isIn(period, at)).length
    if (!isIn(period, clocks.t3)) continue
    if (isWithdrawn(past)) {
      sums.withdrawn++
      continue
    }
    sums.confirmed++
    countries.set(past.country, (countries.get(past.country) ?? 0) + 1)
    classes.set(legalClass, (classes.get(legalClass) ?? 0) + 1)
    const [ended, closed] = [goneAt(past), closedAt(past)]
    if (clocks.t0) removal.add({ from: clocks.t0, ended, closed })
    const told =
      version >= 4 ? removalAfter(past, letters) : clocks.t6 && { from: clocks.t6, ended }
    if (told) removalAfterNotice.add({ ...told, closed })
  }
  return {
    reports: await reportsIn(db, asked),
    ...sums,
    byClass: sorted(classes).map(([name, items]) => ({ class: name, items })),
    byCountry: sorted(countries).map(([country, items]) => ({ country, items })),
    removal: lastingOf(removal, INHOPE_HOURS, version),
    removalAfterNotice: lastingOf(removalAfterNotice, INHOPE_HOURS, version),
  }
}

/** Whoever may make figures need not be one who sees cases: since version 2 no times of few are in them. */
function lastingOf(tally: TimesTally, hours: readonly number[], version: FiguresVersion): Lasting {
  const lasting = tally.result(hours)
  return version === 1 ? lasting : withoutFewTimes(lasting)
}

/** Rows of reports stay when what is sealed in them is erased: the count is the same for ever. */
async function reportsIn(db: DbOrTransaction, { period, asOf }: FiguresAsked): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from report
     where received_at >= ${period.since} and received_at < ${period.until}
       and received_at <= ${asOf}`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

/** The greatest first, and by name among as great ones. */
const sorted = <Key extends string | null>(counts: ReadonlyMap<Key, number>): [Key, number][] =>
  [...counts].toSorted(([a, n], [b, m]) => m - n || compare(a ?? '', b ?? ''))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What became of the notices of one provider; one item is one picture on one page at one host. */
export type DsaProvider = {
  providerId: string
  /** Notices that went out in the period, reminders with them. */
  notices: number
  /** Items that it was told of for the first time in the period. */
  items: number
  byClass: { class: LegalClass; items: number }[]
  byAction: { action: Action; items: number }[]
  /** From its first notice to first seen gone; since version 2 null of fewer than ten items. */
  medianMs: number | null
  /** Since version 2: of how many items that is, which are those that we did not take back nor were gone before. */
  timed?: number
}

/** What the yearly report of a trusted flagger holds. */
export type DsaFigures = {
  notices: number
  items: number
  byClass: { class: LegalClass; items: number }[]
  byAction: { action: Action; items: number }[]
  removal: Lasting
  /** All that were told, those with most items first. */
  providers: DsaProvider[]
}

type Group = {
  notices: number
  items: number
  classes: Map<LegalClass, number>
  actions: Map<Action, number>
  times: TimesTally
}

const newGroup = (asOf: Date): Group => ({
  notices: 0,
  items: 0,
  classes: new Map(),
  actions: new Map(),
  times: createTally(asOf),
})

/** Figures for article 22(3) of Regulation (EU) 2022/2065. */
export async function dsaFigures(
  db: DbOrTransaction,
  { period, asOf, version }: FiguresAsked,
  signal?: AbortSignal,
): Promise<DsaFigures> {
  const isNew = newLetters(version)
  const all = newGroup(asOf)
  const groups = new Map<string, Group>()
  const groupOf = (id: string): Group => {
    const group = groups.get(id) ?? newGroup(asOf)
    groups.set(id, group)
    return group
  }
  for await (const past of pastTakedowns(db, { until: period.until, asOf }, signal)) {
    for (const one of lettersOf(past)) {
      if (!isIn(period, one.at) || !isNew(one)) continue
      all.notices++
      groupOf(one.providerId).notices++
    }
    for (const providerId of hostsTold(past, version)) {
      const outcome = outcomeOf(past, providerId, version)!
      if (!isIn(period, outcome.told)) continue
      for (const group of [all, groupOf(providerId)]) count(group, past, outcome)
    }
  }
  return {
    ...told(all),
    removal: lastingOf(all.times, INHOPE_HOURS, version),
    providers: [...groups]
      .map(([providerId, group]) => ({
        providerId,
        ...told(group),
        ...medianOf(group, version),
      }))
      .toSorted((a, b) => b.items - a.items || compare(a.providerId, b.providerId)),
  }
}

function medianOf({ times }: Group, version: FiguresVersion) {
  const { n, medianMs } = times.result([])
  if (version === 1) return { medianMs }
  return { medianMs: isFew(n) ? null : medianMs, timed: n }
}

function count(group: Group, { takedown }: PastTakedown, outcome: ProviderOutcome): void {
  const { legalClass } = takedown
  const { action, lasted } = outcome
  group.items++
  group.classes.set(legalClass, (group.classes.get(legalClass) ?? 0) + 1)
  group.actions.set(action, (group.actions.get(action) ?? 0) + 1)
  if (action !== 'withdrawn') group.times.add(lasted)
}

const told = ({ notices, items, classes, actions }: Group) => ({
  notices,
  items,
  byClass: sorted(classes).map(([name, n]) => ({ class: name, items: n })),
  byAction: ACTIONS.filter((action) => actions.has(action)).map((action) => ({
    action,
    items: actions.get(action)!,
  })),
})

/** What a letter tells one provider of itself. */
export type ProviderFigures = {
  /** Items that it was told of for the first time in the period, but for those that we took back. */
  items: number
  notices: number
  bounced: number
  removed: number
  /** Since version 4: went to another provider; before, they are among those removed. */
  moved?: number
  open: number
  /** Since version 5 at this provider; before, wherever that was. */
  resurfaced: number
  removal: Lasting
  /** Since version 2 empty where `removal` is not told. */
  curve: SurvivalPoint[]
  /** Since version 2: for how long anything was watched, where the curve ends; null where `removal` is not told. */
  watchedMs?: number | null
  /** Of all others together; null where they are too few to tell of, or one of them has more than half of the items. */
  others: { medianMs: number | null } | null
}

/** In version 1. */
const FEWEST_PROVIDERS = 3

/** Figures of one provider. */
export async function providerFigures(
  db: DbOrTransaction,
  { period, asOf, providerId, version }: FiguresAsked & { providerId: string },
  signal?: AbortSignal,
): Promise<ProviderFigures> {
  const isNew = newLetters(version)
  const [own, others] = [createTally(asOf), createTally(asOf)]
  const itemsOf = new Map<string, number>()
  const sums = { items: 0, notices: 0, bounced: 0, removed: 0, open: 0, resurfaced: 0 }
  let moved = 0
  for await (const past of pastTakedowns(db, { until: period.until, asOf }, signal)) {
    for (const one of lettersOf(past, providerId)) {
      if (!isIn(period, one.at) || !isNew(one)) continue
      sums.notices++
      if (one.bounced) sums.bounced++
    }
    if (isWithdrawn(past)) continue
    for (const id of hostsTold(past, version)) {
      const { told: at, action, lasted } = outcomeOf(past, id, version)!
      if (!isIn(period, at)) continue
      if (id !== providerId) {
        others.add(lasted)
        const isTimed = lasted.ended === null || lasted.ended >= lasted.from
        itemsOf.set(id, (itemsOf.get(id) ?? 0) + (isTimed ? 1 : 0))
        continue
      }
      own.add(lasted)
      sums.items++
      if (version >= 4 && action === 'moved-elsewhere') moved++
      else if (['removed', 'moved-elsewhere', 'gone-before'].includes(action)) sums.removed++
      else sums.open++
      sums.resurfaced += seenAgainAt(past, id, { told: at, version })
    }
  }
  const all = others.result([])
  const sizes = [...itemsOf.values()].filter((n) => n > 0).map((n) => ({ n }))
  const isTold =
    version === 1 ? all.n >= FEWEST && itemsOf.size >= FEWEST_PROVIDERS : isOfMany(sizes)
  const removal = lastingOf(own, LETTER_HOURS, version)
  const hasTimes = removal.ended !== null
  return {
    ...sums,
    ...(version < 4 ? {} : { moved }),
    removal,
    curve: hasTimes ? own.curve() : [],
    ...(version === 1 ? {} : { watchedMs: hasTimes ? own.watchedMs() : null }),
    others: isTold ? { medianMs: all.medianMs } : null,
  }
}
