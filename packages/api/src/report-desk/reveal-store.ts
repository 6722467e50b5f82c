import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { actorsOfPerson, personOfActor } from '../identity/person-actors.ts'

const SHOWN_OF_REPORT = 'report.address-shown'
const SHOWN_OF_REPORT_BEYOND = 'report.address-shown-beyond'
const SHOWN_OF_TAKEDOWN = 'takedown.address-shown'
const SHOWN_OF_TAKEDOWN_BEYOND = 'takedown.address-shown-beyond'

/** As the log calls it that somebody had an exact address shown, or in a file: within what a shift needs. */
export const SHOWN = { report: SHOWN_OF_REPORT, takedown: SHOWN_OF_TAKEDOWN } as const
/** The same beyond what a shift needs. */
export const SHOWN_BEYOND = {
  report: SHOWN_OF_REPORT_BEYOND,
  takedown: SHOWN_OF_TAKEDOWN_BEYOND,
} as const
const BEYOND = Object.values(SHOWN_BEYOND)
const ALL = [...Object.values(SHOWN), ...BEYOND]

/** So many addresses an analyst is expected to need in a shift, where nothing is set. */
export const REVEALS_PER_SHIFT = 60
const SHIFT_HOURS = 8
/** Who went beyond is shown to supervisors for so long: until after their next shift began. */
const TOLD_HOURS = 24

/** How many addresses somebody had shown in the last eight hours, of reports and of takedowns, in whatever role. */
export async function revealsOf(db: DbOrTransaction, actor: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`${PLANNED_ONCE}
    select count(*)::integer as n from audit_event
    where actor = any(${actorsOfPerson(actor)}) and action = any(${ALL}::text[])
      and at > clock_timestamp() - make_interval(hours => ${sql.lit(SHIFT_HOURS)})`.execute(db)
  return rows[0]?.n ?? 0
}

/** Somebody who had more shown than a shift is expected to need, as whom they had the last one: how many more, and when that was. */
export type BeyondBudget = { actor: string; n: number; lastAt: Date }

/** Of the last day, who had most first. */
export async function revealsBeyond(db: DbOrTransaction): Promise<BeyondBudget[]> {
  const { rows } = await sql<BeyondBudget>`${PLANNED_ONCE}
    select (array_agg(actor order by at desc))[1] as actor, count(*)::integer as n, max(at) as "lastAt"
    from audit_event
    where action = any(${BEYOND}::text[])
      and at > clock_timestamp() - make_interval(hours => ${sql.lit(TOLD_HOURS)})
    group by ${personOfActor(sql`actor`)} order by n desc, 1`.execute(db)
  return rows
}
