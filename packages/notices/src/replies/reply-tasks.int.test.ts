import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTasks } from '../task-store.ts'
import {
  advance,
  compose,
  createWorld,
  readTakedown,
  seedCheck,
  seedDecision,
  seedEntry,
  seedMatch,
  type World,
} from '../testing-notices.ts'
import { reviewGrounds } from '../review-grounds.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'
import type { Command } from '../takedown-command.ts'
import { openTakedown } from '../jobs/open-takedown.ts'
import { decideDispute } from './decide-dispute.ts'
import { openDisputes } from './dispute-store.ts'
import { handleReply } from './reply-store.ts'
import { answer, handOver, tellProvider } from './testing-replies.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const told = async () => {
  const notice = await tellProvider(world)
  const [one] = notice.cases as [(typeof notice.cases)[0]]
  return { notice, one, id: one.takedownId }
}
const tasksOf = async (takedownId: string): Promise<string[]> =>
  (await openTasks(world.db, { takedownId, limit: 9 })).map(({ code }) => code).sort()
const handle = (replyId: string | undefined) =>
  world.db
    .transaction()
    .execute((trx) => handleReply(trx, replyId!, { actor: 'analyst:Ana', at: world.now() }))
const look = async (id: string, hours: number, verdict: 'gone' | 'present') => {
  world.wait(hours)
  await seedCheck(world, id, verdict)
  await advance(world, id)
}
const removed = async (id: string) => {
  for (const hours of [1, 7]) await look(id, hours, 'gone')
  expect((await readTakedown(world, id)).status).toBe('removed')
}
const apply = async (id: string, command: Command) =>
  world.db.transaction().execute(async (trx) => {
    await applyCommand(trx, (await lockTakedown(trx, id))!, command, world.deadlines)
  })
const decide = async (takedownId: string, verdict: 'uphold' | 'reject') => {
  const [dispute] = await openDisputes(world.db, 1, takedownId)
  for (const name of ['Ana', 'Ben']) {
    const by = { actor: `analyst:${name}`, name, at: world.now() }
    const said = { verdict, reason: 'seen' }
    await world.db.transaction().execute((trx) => decideDispute(trx, world, dispute!.id, said, by))
  }
}
const asks = { takedownId: null, answer: 'needs-information', detail: 'which page?' } as const
const disputes = { takedownId: null, answer: 'disputed', detail: 'a drawing' } as const
const mail = { takedownId: null, answer: 'unsorted', detail: 'words' } as const

describe('what a reply asks for', () => {
  it('outlasts a reminder, and ends when somebody has seen to the reply', async () => {
    const { notice, one, id } = await told()
    const { replies } = await answer(world, notice, [asks])
    expect(await tasksOf(id)).toEqual(['reply-needs-information'])
    await look(id, 30, 'present')
    await compose(world, notice.providerId)
    const { id: reminder } = await world.db
      .selectFrom('notice')
      .select('id')
      .where('provider_id', '=', notice.providerId)
      .where('state', '=', 'due')
      .executeTakeFirstOrThrow()
    await handOver(world, reminder, [one], 2)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'notified', attention: null })
    expect(await tasksOf(id)).toEqual(['reply-needs-information'])

    await handle(replies[0]?.id)
    expect(await tasksOf(id)).toEqual([])
    const task = world.db.selectFrom('task').select(['done_by', 'done_with'])
    expect(await task.where('takedown_id', '=', id).execute()).toEqual([
      { done_by: 'analyst:Ana', done_with: 'looked-at' },
    ])
  })

  it('ends with the last reply that asks for the same, and is then asked by the takedown no more', async () => {
    const { notice, id } = await told()
    const first = await answer(world, notice, [asks])
    const second = await answer(world, notice, [asks])
    const third = await answer(world, notice, [mail])
    await handle(first.replies[0]?.id)
    expect(await tasksOf(id)).toEqual(['reply-needs-information', 'reply-unread'])
    await handle(second.replies[0]?.id)
    await handle(second.replies[0]?.id)
    expect(await tasksOf(id)).toEqual(['reply-unread'])
    expect((await readTakedown(world, id)).attention).toBeNull()
    await handle(third.replies[0]?.id)
    expect(await tasksOf(id)).toEqual([])
  })

  it.each(['stuck', 'escalation-due', 'cannot-be-checked'])(
    'stands beside %s, which waits for its own answer',
    async (code) => {
      const { notice, id } = await told()
      await setAttention(world.db, id, code)
      const { replies } = await answer(world, notice, [asks])
      expect((await tasksOf(id)).sort()).toEqual([code, 'reply-needs-information'].sort())
      await handle(replies[0]?.id)
      expect(await tasksOf(id)).toEqual([code])
      expect((await readTakedown(world, id)).attention).toBe(code)
    },
  )

  it('waits where the content is gone, and while it is watched', async () => {
    const { notice, id } = await told()
    const { replies } = await answer(world, notice, [mail])
    await removed(id)
    await answer(world, notice, [asks])
    const both = ['reply-needs-information', 'reply-unread']
    expect(await tasksOf(id)).toEqual(both)
    await look(id, 24, 'gone')
    expect((await readTakedown(world, id)).status).toBe('watching')
    expect(await tasksOf(id)).toEqual(both)
    await handle(replies[0]?.id)
    expect(await tasksOf(id)).toEqual(['reply-needs-information'])
  })

  it('waits while notices are held', async () => {
    const { notice, id } = await told()
    const at = world.now()
    await apply(id, {
      type: 'refuse-notice',
      at,
      actor: 'x',
      noticeId: notice.noticeId,
      smtpCode: 550,
    })
    const until = new Date(at.getTime() + 86_400_000)
    await apply(id, { type: 'hold', at, actor: 'x', reason: 'investigation', until })
    await answer(world, notice, [mail])
    expect((await readTakedown(world, id)).status).toBe('held')
    expect(await tasksOf(id)).toEqual(['reply-unread'])
  })

  const closed = async (matchId: string, mediaId: string, id: string) => {
    await seedDecision(world, matchId, 'reject')
    await world.db.transaction().execute((trx) => reviewGrounds(trx, world, [mediaId]))
    expect((await readTakedown(world, id)).status).toBe('closed')
  }

  it('is to read a mail also where it answers what is closed, until somebody has', async () => {
    const { notice, one, id } = await told()
    const first = await answer(world, notice, [mail])
    await closed(one.matchId, one.mediaId, id)
    expect(await tasksOf(id)).toContain('reply-unread')
    await handle(first.replies[0]?.id)
    expect(await tasksOf(id)).not.toContain('reply-unread')
    const second = await answer(world, notice, [mail])
    expect(await tasksOf(id)).toContain('reply-unread')
    await handle(second.replies[0]?.id)
    expect(await tasksOf(id)).not.toContain('reply-unread')
  })

  it('ends when the takedown is closed, and is asked again once that goes on', async () => {
    const { notice, one, id } = await told()
    await answer(world, notice, [mail])
    await answer(world, notice, [disputes])
    expect(await tasksOf(id)).toEqual(['disputed', 'reply-unread'])
    await seedDecision(world, one.matchId, 'reject')
    await world.db.transaction().execute((trx) => reviewGrounds(trx, world, [one.mediaId]))
    expect((await readTakedown(world, id)).status).toBe('closed')
    expect(await tasksOf(id)).not.toContain('disputed')
    expect(await tasksOf(id)).toContain('reply-unread')
    await answer(world, notice, [asks])
    expect(await tasksOf(id)).not.toContain('reply-needs-information')

    world.wait(1)
    await seedDecision(world, one.matchId, 'confirm')
    await openTakedown(world)({ mediaId: one.mediaId }, world.context)
    expect((await readTakedown(world, id)).status).toBe('opened')
    expect(await tasksOf(id)).toEqual(['disputed', 'reply-needs-information', 'reply-unread'])
  })
})

describe('a dispute of content that is gone', () => {
  it('is asked for until it is decided, also once the content is back', async () => {
    const { notice, id } = await told()
    await removed(id)
    const { replies } = await answer(world, notice, [disputes])
    expect(await tasksOf(id)).toEqual(['disputed'])
    await look(id, 24, 'gone')
    await look(id, 24, 'present')
    expect((await readTakedown(world, id)).status).toBe('resurfaced')
    expect(await tasksOf(id)).toEqual(['disputed'])
    await handle(replies[0]?.id)
    expect(await tasksOf(id)).toEqual(['disputed'])
    await decide(id, 'reject')
    expect(await tasksOf(id)).toEqual([])
  })

  it('is asked for again by content that is back, where it had no task', async () => {
    const { notice, id } = await told()
    await removed(id)
    await answer(world, notice, [disputes])
    await world.db.deleteFrom('task').where('takedown_id', '=', id).execute()
    await look(id, 24, 'present')
    expect(await tasksOf(id)).toEqual(['disputed'])
    await decide(id, 'uphold')
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'disputed',
      attention: 'dispute-upheld',
    })
    expect(await tasksOf(id)).toEqual(['dispute-upheld'])
  })
})

describe('a dispute beside another question', () => {
  it('asks for what was found right as well, until another ground carries it', async () => {
    const { notice, one, id } = await told()
    await setAttention(world.db, id, 'stuck')
    await answer(world, notice, [disputes])
    expect(await tasksOf(id)).toEqual(['disputed', 'stuck'])
    await decide(id, 'uphold')
    expect(await tasksOf(id)).toEqual(['dispute-upheld', 'stuck'])
    await seedMatch(world, { mediaId: one.mediaId, ...(await seedEntry(world)) })
    await seedDecision(world, one.matchId, 'reject')
    await world.db.transaction().execute((trx) => reviewGrounds(trx, world, [one.mediaId]))
    expect(await readTakedown(world, id)).toMatchObject({ status: 'acknowledged' })
    expect(await tasksOf(id)).toEqual(['stuck'])
  })
})
