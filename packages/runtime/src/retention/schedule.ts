import { readdirSync, readFileSync } from 'node:fs'
import { DomainError } from '@nightlight/contract'
import { sql, type RawBuilder } from 'kysely'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

/** What has days of its own. */
export const RETENTION_RULES = [
  'reporter-identity',
  'report-text',
  'address',
  'reason',
  'mail',
  'reply-text',
  'reply-link',
  'event-delivery',
  'lookup-call',
  'kept-case',
  'upload',
  'sign-in-session',
  'sign-in-link',
  'answer',
] as const
export type RetentionRule = (typeof RETENTION_RULES)[number]

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** Days; null keeps for ever. */
const Days = Type.Union([Type.Integer({ minimum: 1, maximum: 36_500 }), Type.Null()])

const ScheduleSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }),
    /** ISO 3166 codes; `*` is everywhere else. */
    countries: Type.Array(Type.String({ pattern: '^([A-Z]{2}|\\*)$' }), { minItems: 1 }),
    /** First and last day on which it holds, UTC. */
    validFrom: Day,
    validTo: Type.Optional(Day),
    basis: Type.String({ minLength: 1, maxLength: 600 }),
    /** What a country does not name is as everywhere else. */
    keepDays: Type.Object(
      Object.fromEntries(RETENTION_RULES.map((rule) => [rule, Type.Optional(Days)])) as Record<
        RetentionRule,
        ReturnType<typeof Type.Optional<typeof Days>>
      >,
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type Schedule = Static<typeof ScheduleSchema>

/** Where the schedules lie that come with the program. */
export const RETENTION_DIR = new URL('../../../../infra/retention/', import.meta.url)

/**
 * Reads every schedule of a folder, by name.
 *
 * @throws {DomainError} `retention-schedule-invalid`
 */
export const readSchedules = (dir: URL = RETENTION_DIR): Schedule[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => parseSchedule(JSON.parse(readFileSync(new URL(name, dir), 'utf8'))))

/** @throws {DomainError} `retention-schedule-invalid`, naming the first place that is wrong */
export function parseSchedule(value: unknown): Schedule {
  if (!Value.Check(ScheduleSchema, value)) {
    const first = Value.Errors(ScheduleSchema, value)[0]
    throw invalid(`${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim())
  }
  if (value.validTo && value.validTo < value.validFrom) {
    throw invalid(`${value.id} ends before it begins`)
  }
  return value
}

const invalid = (what: string) =>
  new DomainError('invalid', 'retention-schedule-invalid', `Reading a schedule: ${what}`)

/** How long things are kept, at one moment, by an installation of one country. */
export type Keeping = {
  now: Date
  /** The schedules it comes from: that of the country first. */
  inForce: readonly Schedule[]
  /** Days by the law of the installation; null is for ever. */
  home: Readonly<Record<RetentionRule, number | null>>
}

/** Longer than anything; Postgres can still count it. */
const FOR_EVER = 365_000

/**
 * What holds on a day. Of several schedules for a country, the one that began last.
 *
 * @param country  ISO 3166 code of the installation; null where none is configured
 * @throws {DomainError} `retention-schedule-missing`: a rule has no days, so nothing may be erased
 */
export function keepingAt(
  schedules: readonly Schedule[],
  country: string | null,
  now: Date,
): Keeping {
  const today = now.toISOString().slice(0, 10)
  const valid = schedules
    .filter(({ validFrom, validTo }) => validFrom <= today && (!validTo || today <= validTo))
    .toSorted((a, b) => b.validFrom.localeCompare(a.validFrom))
  const of = (code: string) => valid.find(({ countries }) => countries.includes(code))
  const everywhere = of('*')
  const own = country === null ? undefined : of(country)
  const daysBy = (rule: RetentionRule, schedule?: Schedule): number | null | undefined => {
    const days = schedule?.keepDays[rule]
    return days === undefined ? everywhere?.keepDays[rule] : days
  }
  const home = Object.fromEntries(
    RETENTION_RULES.map((rule) => {
      const days = daysBy(rule, own)
      if (days !== undefined) return [rule, days]
      throw new DomainError(
        'invalid',
        'retention-schedule-missing',
        `Looking for how long something is kept: no schedule in force says it of ${rule}`,
      )
    }),
  ) as Record<RetentionRule, number | null>
  const inForce = [own, everywhere].filter((one) => one !== undefined)
  return { now, inForce, home }
}

/** SQL: what ended by then has been kept long enough by the law of the installation; for conditions that an index answers. */
export const homeSince = ({ now, home }: Keeping, rule: RetentionRule): RawBuilder<unknown> =>
  sql`(${now}::timestamptz - make_interval(days => ${home[rule] ?? FOR_EVER}::int))`

/** SQL: when what ended at `endedAt` has been kept long enough by the law of the installation; null for null. */
export const homeUntil = (
  { home }: Keeping,
  rule: RetentionRule,
  endedAt: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`(${endedAt} + make_interval(days => ${home[rule] ?? FOR_EVER}::int))`
