import type { SeenCertificate } from '@nightlight/runtime'
import type { ServiceHealth } from '../../operation/health.ts'
import { MOST_COUNTED, type FeedRead } from '../../operation/health-store.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { duration, LOCALES, time } from '../times.ts'
import type { View } from '../view.ts'

/** One thing that is well, or what to do where it is not; null where somebody has to look. */
export type Line = {
  name: string
  isWell: boolean | null
  facts: Html | string
  todo: string | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A nightly backup may be late by some hours, not by a night. */
const BACKUP_MS = 30 * HOUR_MS
/** A quarter and a little. */
const RESTORE_MS = 100 * DAY_MS
/** Renewal by a program happens a month before the end; two weeks before it has failed. */
const CERTIFICATE_DAYS = { look: 30, bad: 14 }
/** A clock that is so far off has signatures refused and times of evidence doubted. */
const CLOCK_MS = { look: 2_000, bad: 30_000 }
const REGISTRIES_MS = 14 * DAY_MS
/** A new policy is drafted, tried and agreed to by two people. */
const POLICY_MS = 14 * DAY_MS

/** What others leave or decide, or is read from elsewhere: policy, backups, certificates, the clock, lists and directories. */
export const factLines = (view: View, health: ServiceHealth): Line[] => [
  policyLine(view, health),
  ...unsetLine(view, health),
  ...backupLines(view, health),
  ...certificateLines(view, health),
  clockLine(view, health),
  ...feedLine(view, health),
  ...endingLine(view, health),
  ...registriesLine(view, health),
]

function policyLine(view: View, { policy }: ServiceHealth): Line {
  const { t } = view
  const line = { name: t('health.policy') }
  if (policy === null) {
    const words = { facts: t('health.policy-none'), todo: t('policies.none-in-force') }
    return { ...line, isWell: false, ...words }
  }
  const { id, name, lastDay: day, isOver, isFollowed } = policy
  const until = day === null ? null : t('health.policy-until', { day })
  const then = isFollowed ? t('health.policy-followed') : null
  const facts = html`<a href="/console/policies/${id}">${name}</a
    >${[until, then].map((part) => part && html` · ${part}`)}`
  if (isOver) {
    return { ...line, isWell: false, facts, todo: t('policies.over', { name, day: day ?? '' }) }
  }
  const soon = new Date(view.now.getTime() + POLICY_MS).toISOString().slice(0, 10)
  const isEnding = day !== null && day <= soon && !isFollowed
  return {
    ...line,
    isWell: isEnding ? null : true,
    facts,
    todo: isEnding ? t('health.policy-ends') : null,
  }
}

/** Nobody but who runs the service can have them go on. */
function unsetLine(view: View, { unsetPolice: n }: ServiceHealth): Line[] {
  const { t } = view
  if (n === 0) return []
  const facts = n > MOST_COUNTED ? `${number(view, MOST_COUNTED)}+` : number(view, n)
  return [
    { name: t('health.unset-police'), isWell: false, facts, todo: t('health.unset-police-todo') },
  ]
}

function backupLines(view: View, { backups: { backup, restoredAt } }: ServiceHealth): Line[] {
  const { t, language } = view
  const isFresh = backup !== null && ageOf(view, backup.at) < BACKUP_MS
  const isTried = restoredAt !== null && ageOf(view, restoredAt) < RESTORE_MS
  return [
    {
      name: t('health.backup'),
      isWell: backup === null ? null : isFresh,
      facts:
        backup === null
          ? t('health.backup-none')
          : html`${time(backup.at, language)} · ${ago(view, backup.at)} ·
            ${bytes(view, backup.bytes)}`,
      todo: backup === null ? t('health.backup-tell') : isFresh ? null : t('health.backup-late'),
    },
    {
      name: t('health.restore'),
      isWell: isTried ? true : null,
      facts:
        restoredAt === null
          ? t('health.restore-none')
          : html`${time(restoredAt, language)} · ${ago(view, restoredAt)}`,
      todo: isTried ? null : t('health.restore-todo'),
    },
  ]
}

function certificateLines(view: View, { certificates }: ServiceHealth): Line[] {
  const { t } = view
  if (certificates.length === 0) {
    const words = { facts: t('certificate.none'), todo: t('certificate.none-todo') }
    return [{ name: t('certificate.all'), isWell: null, ...words }]
  }
  return certificates.map((one) => certificateLine(view, one))
}

function certificateLine(view: View, { name, endsAt, problem, lookedAt }: SeenCertificate): Line {
  const { t, language, now } = view
  const line = { name: t.code('certificate', name) }
  if (endsAt === null || problem === 'unreachable') {
    const facts = html`${t('certificate.unreachable')} · ${time(lookedAt, language)}`
    return { ...line, isWell: null, facts, todo: t.code('certificate-todo', `${name}-unreachable`) }
  }
  const days = Math.floor((endsAt.getTime() - now.getTime()) / DAY_MS)
  const left = days < 0 ? t('certificate.over') : t('certificate.days', { n: days })
  const facts = html`${time(endsAt, language)} · ${left}`
  if (problem === 'not-trusted') {
    const words = html`${t('certificate.not-trusted')} · ${facts}`
    return { ...line, isWell: false, facts: words, todo: t('certificate.not-trusted-todo') }
  }
  if (days >= CERTIFICATE_DAYS.look) return { ...line, isWell: true, facts, todo: null }
  const isBad = days < CERTIFICATE_DAYS.bad
  return { ...line, isWell: isBad ? false : null, facts, todo: t('certificate.renew') }
}

function clockLine(view: View, { clockAheadMs: ms }: ServiceHealth): Line {
  const { t } = view
  const off = Math.abs(ms)
  const isWell = off < CLOCK_MS.look ? true : off < CLOCK_MS.bad ? null : false
  const n = new Intl.NumberFormat(LOCALES[view.language], { maximumFractionDigits: 1 })
  return {
    name: t('health.clock'),
    isWell,
    facts: t('health.clock-facts', { n: n.format(off / 1000) }),
    todo: isWell === true ? null : t('health.clock-todo'),
  }
}

/** Twice as long as it should take, and an hour for one that is read every few minutes. */
const isStale = (view: View, { everyMinutes, finishedAt, approvedAt }: FeedRead): boolean =>
  ageOf(view, finishedAt ?? approvedAt) > 2 * everyMinutes * 60_000 + HOUR_MS

function feedLine(view: View, { feeds }: ServiceHealth): Line[] {
  const { t, language } = view
  if (feeds.length === 0) return []
  const stale = feeds.filter((feed) => isStale(view, feed))
  const troubled = feeds.filter((feed) => feed.problem !== null && !stale.includes(feed))
  const told = [...stale, ...troubled]
  return [
    {
      name: t('health.feeds'),
      isWell: stale.length > 0 ? false : troubled.length > 0 ? null : true,
      facts:
        told.length === 0
          ? t('health.feeds-well', { n: number(view, feeds.length) })
          : html`${told.map(
              ({ list, finishedAt, problem }) =>
                html`<span class="block"
                  >${list}: ${finishedAt ? time(finishedAt, language) : t('channels.never')}
                  ${problem}</span
                >`,
            )}`,
      todo: told.length === 0 ? null : t('health.feeds-todo'),
    },
  ]
}

function endingLine(view: View, { lists }: ServiceHealth): Line[] {
  const { t, language, now } = view
  if (lists.length === 0) return []
  return [
    {
      name: t('health.lists-end'),
      isWell: lists.some(({ expiresAt }) => expiresAt <= now) ? false : null,
      facts: html`${lists.map(
        ({ id, name, expiresAt }) =>
          html`<span class="block"
            ><a href="/console/hash-lists/${id}">${name}</a>: ${time(expiresAt, language)}</span
          >`,
      )}`,
      todo: t('health.lists-end-todo'),
    },
  ]
}

function registriesLine(view: View, { registriesReadAt: at }: ServiceHealth): Line[] {
  const { t, language } = view
  if (at === null) return []
  const isWell = ageOf(view, at) < REGISTRIES_MS
  return [
    {
      name: t('health.registries'),
      isWell: isWell ? true : null,
      facts: html`${time(at, language)} · ${ago(view, at)}`,
      todo: isWell ? null : t('health.registries-todo'),
    },
  ]
}

const ageOf = ({ now }: View, at: Date): number => Math.max(0, now.getTime() - at.getTime())

const ago = (view: View, at: Date): string =>
  view.t('health.ago', { time: duration(ageOf(view, at), view.language) })

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size by the unit that people would use. */
export function bytes({ language }: View, n: number): string {
  const at = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3))
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'unit',
    unit: UNITS[at]!,
    maximumFractionDigits: at > 2 ? 1 : 0,
  }).format(n / 1000 ** at)
}
