import { ANSWERS } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Asked } from './documents/notice.ts'

/**
 * Who was told of the takedowns of a notice before it, the host first: what an escalation rests on.
 *
 * A notice that was taken back for all of them does not count. An answer is one of its own to any of them
 * since the first notice went out, also a mail that nobody has read yet: who wrote is not said to have been silent.
 */
export async function askedBefore(db: DbOrTransaction, noticeId: string): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select p.kind as role, p.name, count(distinct e.id)::int as times,
           min(e.sent_at) as "firstAt", max(e.sent_at) as "lastAt",
           p.kind = 'host' and exists (
             select 1 from reply r
             join notice m on m.id = r.notice_id and m.provider_id = p.id
             join notice_item o on o.notice_id = ${noticeId} and (o.takedown_id = r.takedown_id
               or (r.takedown_id is null and exists (select from notice_item k
                 where k.notice_id = r.notice_id and k.takedown_id = o.takedown_id)))
             where r.class = any(${[...ANSWERS, 'unsorted']}) and r.said_at >= min(e.sent_at)
           ) as "hasAnswered"
    from notice_item i
    join notice_item x on x.takedown_id = i.takedown_id and x.notice_id <> i.notice_id
    join notice e on e.id = x.notice_id and e.state = 'sent' and e.kind <> 'retraction'
      and e.bounced_at is null
      and not exists (
        select 1 from retraction r where r.notice_id = e.id and r.takedown_id = x.takedown_id)
    join provider p on p.id = e.provider_id and p.kind in ('host', 'upstream', 'registrar')
    where i.notice_id = ${noticeId}
    group by p.id, p.kind, p.name
    order by array_position(array['host', 'upstream', 'registrar'], p.kind), min(e.sent_at)`.execute(
    db,
  )
  return rows
}
