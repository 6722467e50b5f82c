import { nameOfProvider, type ChannelKind, type DbOrTransaction } from '@nightlight/runtime'
import { RESPONSE_CLASSES } from '@nightlight/contract'
import { sql, type RawBuilder } from 'kysely'
import { NO_ANSWER } from '../register/history-store.ts'
import { isStoppedLetter } from '../stopped-letter.ts'

/** What the figures of delivery count apart, and the letters that take something back. */
export const LETTER_PARTS = [
  'written',
  'waiting',
  'handed',
  'accepted',
  'bounced',
  'refused',
  'answered',
  'unanswered',
  'retractions',
] as const
export type LetterPart = (typeof LETTER_PARTS)[number]

/** Kinds that are counted by themselves. */
export const LETTER_KINDS = ['police-hand-over'] as const
export type LetterKind = (typeof LETTER_KINDS)[number]

/** Written in `[since, until)`; of letters that take something back, sent then. */
export type LetterFilter = {
  part: LetterPart
  since: Date
  until: Date
  channel?: ChannelKind | undefined
  /** Those by which cases were handed to the police; without, all but these. */
  kind?: LetterKind | undefined
}

export type Letter = {
  id: string
  reference: string
  /** When it was written; of one that takes something back, when it was sent. */
  at: Date
  channel: ChannelKind
  /** As `LETTER_PARTS` has it, what fits best. */
  fate: 'waiting' | 'bounced' | 'refused' | 'answered' | 'unanswered' | 'retractions'
  providerId: string
  provider: string
  /** Takedowns that it names. */
  items: number
}

const ANSWERS = RESPONSE_CLASSES.filter((name) => !NO_ANSWER.includes(name))
const ANSWERED = sql`(exists (select from reply r where r.notice_id = n.id and r.class = any (${[...ANSWERS]}::text[]))
  or n.kind = 'police-hand-over' and exists (select from hand_over_receipt h where h.notice_id = n.id))`
const ARRIVED = sql`n.state = 'sent' and n.bounced_at is null`

const STOPPED = isStoppedLetter('n')

const PARTS: Readonly<Record<LetterPart, RawBuilder<unknown>>> = {
  written: sql`true`,
  waiting: sql`n.state in ('due', 'handover')`,
  handed: sql`n.state in ('sent', 'refused')`,
  accepted: sql`n.state = 'sent'`,
  bounced: sql`n.bounced_at is not null`,
  refused: sql`n.state = 'refused'`,
  answered: sql`${ARRIVED} and ${ANSWERED}`,
  unanswered: sql`${ARRIVED} and not ${ANSWERED}`,
  retractions: sql`n.state = 'sent'`,
}

const atOf = (part: LetterPart) => (part === 'retractions' ? sql`n.sent_at` : sql`n.composed_at`)

function kindOf({ part, kind }: LetterFilter): RawBuilder<unknown> {
  if (part === 'retractions') return sql`n.kind = 'retraction'`
  const toPolice = sql`n.kind ${sql.raw(kind ? '=' : '<>')} 'police-hand-over'`
  // in the words of the index
  return sql`n.kind <> 'retraction' and ${toPolice} and not ${STOPPED}`
}

function conditionsOf(filter: LetterFilter): RawBuilder<unknown> {
  const { part, since, until, channel } = filter
  const at = atOf(part)
  return sql`${kindOf(filter)}
    and ${at} >= ${since} and ${at} < ${until} and ${PARTS[part]}
    ${channel ? sql`and n.channel = ${channel}` : sql``}`
}

/**
 * The letters that a number of `deliveries` or `reversals` counts, the newest first.
 *
 * @param page.after  id of the last one of the page before
 */
export async function listLetters(
  db: DbOrTransaction,
  filter: LetterFilter,
  { limit, after }: { limit: number; after: string | null },
): Promise<Letter[]> {
  const at = atOf(filter.part)
  const { rows } = await sql<Letter>`
    select n.id, n.reference, n.at, n.channel, n.provider_id as "providerId",
      ${nameOfProvider('p')} as provider,
      case when n.kind = 'retraction' then 'retractions' when n.state = 'refused' then 'refused'
        when n.bounced_at is not null then 'bounced' when n.state <> 'sent' then 'waiting'
        when ${ANSWERED} then 'answered' else 'unanswered' end as fate,
      (select count(*)::int from notice_item i where i.notice_id = n.id) as items
    from (select n.*, ${at} as at from notice n where ${conditionsOf(filter)}
      ${after ? sql`and (${at}, n.id) < (select ${at}, n.id from notice n where n.id = ${after}::uuid)` : sql``}
      order by ${at} desc, n.id desc limit ${limit}) n
    join provider p on p.id = n.provider_id
    order by n.at desc, n.id desc`.execute(db)
  return rows
}

/** How many there are, up to `most`. */
export async function countLetters(
  db: DbOrTransaction,
  filter: LetterFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from notice n where ${conditionsOf(filter)} limit ${most}) c`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}
