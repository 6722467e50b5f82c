import type { ResponseClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { raiseAttention } from '../attention-store.ts'

/**
 * What is told of a reply that a person has to act on. Such a task waits until somebody has seen to the replies, or the dispute
 * is decided, or the takedown is closed, which leaves a mail to be read, whatever else it asks for: `takedown_asks` of the database knows these codes.
 */
const CODE_OF: Partial<Record<ResponseClass, string>> = {
  'not-theirs': 'reply-not-theirs',
  'origin-disclosed': 'reply-not-theirs',
  'needs-information': 'reply-needs-information',
  disputed: 'disputed',
  refused: 'reply-refused',
  impossible: 'reply-impossible',
  unsorted: 'reply-unread',
}

export const codeOfReply = (answer: ResponseClass): string | undefined => CODE_OF[answer]

export const isOfReply = (code: string): boolean => Object.values(CODE_OF).includes(code)

/** Reply `r` is about takedown `t`, or about all of a notice that it is in. */
const IS_ABOUT = sql`(r.takedown_id = t.id or (r.takedown_id is null and exists (
  select from notice_item i where i.notice_id = r.notice_id and i.takedown_id = t.id)))`
const CODE = sql`${JSON.stringify(CODE_OF)}::jsonb ->> r.class`

/**
 * Asks a person about a reply, also where its takedown is held or its content gone: what they are asked stays open there. It is
 * beside whatever the takedown asks for already, which a reply does not settle. Of one that is closed only a mail is asked, which
 * may answer the letter that took the notice back: nothing else would lead a person to it.
 */
export async function askOfReply(
  db: DbOrTransaction,
  takedownIds: readonly string[],
  code: string,
): Promise<void> {
  await raiseAttention(db, takedownIds, code)
  await sql`
    insert into task (takedown_id, code)
    select id, ${code} from takedown where id = any(${[...takedownIds]}::uuid[])
      and (status <> 'closed' or ${code === CODE_OF.unsorted}::boolean)
    on conflict (takedown_id, code) where done_at is null do nothing`.execute(db)
}

/** Asks for what replies to a takedown that goes on again still wait for: its closing had settled it. */
export async function askOfRepliesAgain(db: DbOrTransaction, takedownId: string): Promise<void> {
  await sql`
    insert into task (takedown_id, code)
    select t.id, ${CODE} from takedown t join reply r on ${IS_ABOUT}
     where t.id = ${takedownId}::uuid and r.waits and r.handled_at is null
       and r.class <> 'disputed' and ${CODE} is not null
    union
    select takedown_id, 'disputed' from dispute where takedown_id = ${takedownId}::uuid and ended_at is null
    on conflict (takedown_id, code) where done_at is null do nothing`.execute(db)
}

/** Locks the takedowns that a reply is about, by id, as everybody does before their tasks. */
export async function lockRepliedTakedowns(db: DbOrTransaction, replyId: string): Promise<void> {
  await sql`
    select from takedown t where exists (select from reply r where r.id = ${replyId}::uuid and ${IS_ABOUT})
    order by t.id for update`.execute(db)
}

/**
 * Ends what was asked of a reply that somebody has seen to, on each takedown where no other reply asks for the same. What is
 * disputed stays asked for until it is decided.
 */
export async function settleTaskOf(
  db: DbOrTransaction,
  replyId: string,
  by: string,
): Promise<void> {
  await sql`
    with seen as (
      select t.id, ${CODE} as code from takedown t join reply r on r.id = ${replyId}::uuid and ${IS_ABOUT}
       where r.class <> 'disputed'
    ), settled as (
      select seen.id, seen.code from seen join takedown t on t.id = seen.id
       where not exists (select from reply r
         where r.waits and r.handled_at is null and ${CODE} = seen.code and ${IS_ABOUT})
    ), done as (
      update task k set done_at = clock_timestamp(), done_by = ${by}, done_with = 'looked-at'
        from settled where k.takedown_id = settled.id and k.code = settled.code and k.done_at is null
    )
    update takedown t set attention = null from settled
     where t.id = settled.id and t.attention = settled.code`.execute(db)
}
