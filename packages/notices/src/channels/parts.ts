import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { Ended } from '../ended.ts'
import { beginParts, endParts, freeParts, keepParts } from '../notice-part-store.ts'
import type { HandOver } from './channel.ts'

/** One address of a notice that takes several calls, under a name that tells nothing of it. */
export type Part<Content> = {
  name: string
  content: Content
  /** A call for it began, and its end is not known. */
  isInDoubt?: boolean
}

/** How one call ended. */
export type CallEnd =
  | { status: 'taken'; code: number; remoteId: string | null; remoteStatus: string | null }
  /** `mayBeThere`: before it is called for again, somebody has to find out. */
  | { status: 'not-taken'; ended: Ended; mayBeThere: boolean }

/** The same address of the same notice has the same name for ever; nobody can tell which it is. */
export const partName = (crypto: FieldCrypto, noticeId: string, url: string): string =>
  crypto.blindIndex('notice-part', `${noticeId}\n${url}`).toString('hex')

/**
 * Hands a notice over call by call, each noted before it is made and after its answer, and stops at
 * the first that is not taken. What is known to be taken is not called for again.
 *
 * @param callsOf  puts the parts that are not taken yet into calls
 * @param askInMs  when to ask first what became of a part that was taken; never without
 */
export async function handOverParts<Content>(
  db: Db,
  { claim }: Pick<HandOver, 'claim'>,
  parts: readonly Part<Content>[],
  callsOf: (open: Part<Content>[]) => Part<Content>[][],
  call: (parts: readonly Part<Content>[]) => Promise<CallEnd>,
  askInMs?: number,
): Promise<Ended> {
  const { noticeId } = claim
  const single = new Map(parts.map((part) => [part.name, part]))
  const kept = await keepParts(db, noticeId, [...single.keys()])
  const open = [...single.values()]
    .filter(({ name }) => kept.get(name) !== 'taken')
    .map((part) => ({ ...part, isInDoubt: kept.get(part.name) === 'handing' }))
  let code = 200
  for (const group of callsOf(open)) {
    const names = group.map(({ name }) => name)
    // Whoever has the notice now goes on; what is said here is not stored any more.
    if (!(await beginParts(db, claim, names))) return { status: 'in-doubt', response: 'lost' }
    const end = await call(group)
    if (end.status === 'not-taken') {
      if (!end.mayBeThere) await freeParts(db, claim, names)
      return end.ended
    }
    code = end.code
    const { remoteId, remoteStatus } = end
    const ask = askInMs === undefined ? {} : { askInMs }
    await endParts(db, noticeId, names, { remoteId, remoteStatus, ...ask })
  }
  return { status: 'accepted', code, response: `${single.size} taken` }
}
