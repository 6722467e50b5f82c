import { homeSince, RETENTION_TASKS, type Erasure, type Keeping } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** SQL: whether what began at `since` and belongs to what ended at `endedAt` was kept long enough; an end that is null is none. */
const isOver = (
  keeping: Keeping,
  task: Erasure['task'],
  since: string,
  endedAt: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const before = homeSince(keeping, RETENTION_TASKS[task])
  // that of the row itself first, so that ends are looked for of few
  return sql`${sql.ref(since)} <= ${before} and ${endedAt} <= ${before}`
}

/** SQL: the id of the mail with a code or a link that message `m` would be, with which its own id begins. */
const REPLY_MAIL = sql.raw(
  "substring(m.message_id from '^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@')::uuid",
)

/**
 * What was sent and what came back, once every takedown that it is about ended long enough ago.
 *
 * Rows and their codes stay; sealed words are emptied, as `resealAll` knows.
 */
export const NOTICE_ERASURES: readonly Erasure[] = [
  {
    task: 'mail_ledger.mail',
    due: (keeping) => sql`
      select m.message_id as key, coalesce(o.id in (select id from held_notice), false) as held
      from mail_ledger m
      left join lateral (
        select n.id from notice n where n.message_id = m.message_id
        union all
        select l.notice_id from reply_mail r join reply_link l on l.id = r.link_id
         where r.id = ${REPLY_MAIL}
        limit 1) o on true
      left join notice_end e on e.id = o.id
      where length(m.mail_ct) > 0
        and ${isOver(keeping, 'mail_ledger.mail', 'm.accepted_at', sql`case when o.id is null then m.accepted_at else e.ended_at end`)}`,
    async lock(trx, keys) {
      await sql`
        select from mail_ledger where message_id = any (${keys}::text[])
        order by message_id for update`.execute(trx)
    },
    // The id stays: a copy that comes late is still told apart from a mail that never came.
    async erase(trx, keys) {
      const done = await sql`
        update mail_ledger set mail_ct = '', recipients = '{}'
        where message_id = any (${keys}::text[])`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'reply.text',
    due: (keeping) => sql`
      select r.id::text as key,
        r.notice_id in (select id from held_notice)
          or coalesce(r.takedown_id in (select id from held_takedown), false) as held
      from reply r join notice_end e on e.id = r.notice_id
      -- what nobody has read yet waits for them
      where r.detail_ct is not null and not (r.waits and r.handled_at is null)
        and ${isOver(keeping, 'reply.text', 'r.said_at', sql`e.ended_at`)}`,
    async lock(trx, keys) {
      await sql`
        select from reply where id = any (${keys}::uuid[]) order by id for update`.execute(trx)
    },
    async erase(trx, keys) {
      const done = await sql`
        update reply set detail_ct = null where id = any (${keys}::uuid[])`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'dispute_decision.reason',
    due: (keeping) => sql`
      select d.dispute_id::text || ' ' || d.actor as key,
        p.takedown_id in (select id from held_takedown) as held
      from dispute_decision d join dispute p on p.id = d.dispute_id
      join takedown_end e on e.id = p.takedown_id
      where length(d.reason_ct) > 0 and p.ended_at is not null
        and ${isOver(keeping, 'dispute_decision.reason', 'p.ended_at', sql`e.ended_at`)}`,
    async lock(trx, keys) {
      await sql`
        select from dispute_decision where dispute_id::text || ' ' || actor = any (${keys}::text[])
        order by dispute_id, actor for update`.execute(trx)
    },
    async erase(trx, keys) {
      const done = await sql`
        update dispute_decision set reason_ct = ''
        where dispute_id::text || ' ' || actor = any (${keys}::text[])`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'reply_link.expired',
    due: (keeping) => sql`
      select l.id::text as key, l.notice_id in (select id from held_notice) as held
      from reply_link l join notice_end e on e.id = l.notice_id
      where ${isOver(keeping, 'reply_link.expired', 'l.expires_at', sql`e.ended_at`)}
        -- by a mail in the ledger it is known what the mail was about
        and not exists (select from reply_mail r join mail_ledger m
          on ${REPLY_MAIL} = r.id and length(m.mail_ct) > 0 where r.link_id = l.id)`,
    async lock(trx, keys) {
      await sql`
        select from reply_link where id = any (${keys}::uuid[]) order by id for update`.execute(trx)
    },
    async erase(trx, keys) {
      await sql`delete from reply_session where link_id = any (${keys}::uuid[])`.execute(trx)
      await sql`delete from reply_mail where link_id = any (${keys}::uuid[])`.execute(trx)
      const gone = await sql`delete from reply_link where id = any (${keys}::uuid[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'event_delivery.ended',
    due: (keeping) => sql`
      select d.id::text as key, coalesce((d.data ->> 'takedownId')::uuid in (select id from held_takedown)
        or (d.data ->> 'reportId')::uuid in (select id from held_report)
        or (d.data ->> 'noticeId')::uuid in (select id from held_notice), false) as held
      from event_delivery d
      where d.finished_at <= ${homeSince(keeping, RETENTION_TASKS['event_delivery.ended'])}`,
    async lock(trx, keys) {
      await sql`
        select from event_delivery where id = any (${keys}::uuid[]) order by id for update`.execute(
        trx,
      )
    },
    async erase(trx, keys) {
      const gone = await sql`
        delete from event_delivery where id = any (${keys}::uuid[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
]
