import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'

/** Tables of what waits for people and of those who look at it; a part of `Database`. */
export interface QueueTables {
  report_at_risk: {
    report_id: string
    /** Null once what the reporter wrote was erased. */
    reason_ct: Buffer | null
    marked_by: string
    marked_at: Now
  }
  /** Kept by triggers: read only. */
  waiting_match: {
    match_id: string
    media_id: string
    list_id: string
    legal_class: string
    tier: string
    matched_at: Date
    host: string | null
    /** One of those on which it was seen. */
    page_location_id: string | null
    country: string | null
    at_risk: boolean
    /** From 0 to 5, a child at risk first, then exact before near before probable. */
    urgency: number
    /** What it rests on did not count when it was last asked. */
    aside: Generated<boolean>
  }
  exposure_day: {
    actor: string
    day: Date
    seconds: Generated<number>
    looks: Generated<number>
    first_look_at: Date
    last_look_at: Date
    /** Seconds of the newest look. */
    added: Generated<number>
  }
  exposure_slot: {
    actor: string
    /** When ten minutes began. */
    slot: Date
    seconds: Generated<number>
    looks: Generated<number>
    last_look_at: Date
  }
}
