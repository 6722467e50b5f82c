import type { Db } from '@nightlight/runtime'
import { raiseAttention } from '../attention-store.ts'
import { lockNoticeTakedowns } from '../notice-store.ts'
import { endReplyMail, type ReplyMail } from './reply-mail-store.ts'

/**
 * Gives up a mail of the reply page. A code can be asked for again; a link may be all that tells of a notice which a filter
 * had stopped, so that a person is asked. Twice equals once.
 *
 * @param problem `came-back` also of one that went out
 */
export const giveUpReplyMail = (
  db: Db,
  { id, kind, noticeId }: Pick<ReplyMail, 'id' | 'kind' | 'noticeId'>,
  problem: 'refused' | 'too-late' | 'came-back',
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const locked = await lockNoticeTakedowns(trx, noticeId)
    if (!(await endReplyMail(trx, id, problem)) || kind !== 'link') return
    const ids = locked.map(({ takedownId }) => takedownId)
    await raiseAttention(trx, ids, 'notice-not-accepted', ['notice-waiting', 'stuck'])
  })
