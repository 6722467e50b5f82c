import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyCommand, lockTakedown, reviveDates } from './takedown-store.ts'
import { takedownsDue } from './takedowns-due.ts'
import type { Command } from './takedown-command.ts'
import {
  createWorld,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedEntry,
  seedMatch,
  stored,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const apply = (takedownId: string, command: Command) =>
  world.db.transaction().execute(async (trx) => {
    const before = await lockTakedown(trx, takedownId)
    return applyCommand(trx, before!, command, world.deadlines)
  })

describe('reviveDates', () => {
  const date = fc.date({
    min: new Date('0000-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  const text = fc.string().filter((value) => !/^\d{4}-\d{2}-\d{2}T/.test(value))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      date,
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree')),
      fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        tie('tree'),
        { noNullPrototype: true },
      ),
    ),
  }))

  it('gives back what was written', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(reviveDates(JSON.parse(JSON.stringify(value)))).toEqual(value)
      }),
      { seed: 20_260_105 },
    )
  })

  it.each(['2026-02-30T00:00:00.000Z', '2026-13-01T00:00:00.000Z', '2026-01-01T00:00:00Z', ''])(
    'leaves %j a text',
    (value) => {
      expect(reviveDates(value)).toBe(value)
    },
  )
})

describe('applyCommand', () => {
  it('stores a row that its events add up to, whatever the commands', async () => {
    const type = fc.constantFrom(
      ...(['route', 'authorise', 'hold', 'release', 'notify', 'refuse-notice', 'check'] as const),
      ...(['tick', 'hand-over', 'acknowledge', 'dispute', 'remind-along', 'reject-match'] as const),
      'withdraw-route',
      'answer',
      'end-dispute',
      ...(['reopen', 'withdraw-ground', 'change-ground'] as const),
    )
    const verdict = fc.constantFrom('present', 'gone', 'unknown')
    const steps = fc.array(fc.record({ type, verdict, hours: fc.integer({ min: 0, max: 40 }) }), {
      minLength: 1,
      maxLength: 25,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const seeded = await seedCase(world)
        const id = await openCase(world, seeded)
        let at = world.now().getTime()
        for (const [index, step] of taken.entries()) {
          at += step.hours * 3_600_000
          const { matchId } = seeded
          await apply(id, commandOf({ ...step, matchId }, new Date(at), index)).catch(isImpossible)
        }
        const row = await readTakedown(world, id)
        const events = await eventsOf(world, id)
        expect(await folded(world, id)).toEqual(row.state)
        expect(row).toMatchObject({ status: row.state.status, version: events.length })
      }),
      { seed: 20_260_105, numRuns: 40 },
    )
  })

  it('changes nothing when a command is repeated', async () => {
    const id = await openCase(world, await seedCase(world))
    const route = commandOf({ type: 'route', verdict: 'gone' }, world.now(), 0)
    await apply(id, route)
    const before = await readTakedown(world, id)
    await apply(id, route)
    expect(await readTakedown(world, id)).toEqual(before)
  })

  it('leaves the row alone when a command is impossible', async () => {
    const id = await openCase(world, await seedCase(world))
    const before = await readTakedown(world, id)
    const authorise = { type: 'authorise', at: world.now(), actor: 'test' } as const
    await expect(apply(id, authorise)).rejects.toMatchObject({ kind: 'conflict' })
    expect(await readTakedown(world, id)).toEqual(before)
  })

  it('rests on another match, and all that is planned stays', async () => {
    const { mediaId, ...seeded } = await seedCase(world)
    const id = await openCase(world, { mediaId, ...seeded })
    const before = await readTakedown(world, id)
    const matchId = await seedMatch(world, { mediaId, ...(await seedEntry(world)), tier: 'near' })
    world.wait(1)
    await apply(id, {
      type: 'change-ground',
      at: world.now(),
      actor: 'test',
      matchId,
      legalClass: 'csam',
      tier: 'near',
    })
    const { match_id, due_at, next_check_at, state } = await readTakedown(world, id)
    expect({ match_id, due_at, next_check_at }).toEqual({
      match_id: matchId,
      due_at: before.due_at,
      next_check_at: before.next_check_at,
    })
    expect(state).toMatchObject({ status: 'opened', ground: matchId, tier: 'near' })
  })

  it('lets one of two at once go first', async () => {
    const id = await openCase(world, await seedCase(world))
    const check = (n: number) => commandOf({ type: 'check', verdict: 'present' }, world.now(), n)
    await Promise.all(Array.from({ length: 10 }, (_, n) => apply(id, check(n))))
    expect((await stored(world, id))!.takedown.checks).toBe(10)
    expect(await folded(world, id)).toEqual((await readTakedown(world, id)).state)
  })
})

describe('takedownsDue', () => {
  const due = () => takedownsDue(world.db, world.now(), 1000)

  it('finds a new takedown at once: it wants a route', async () => {
    const id = await openCase(world, await seedCase(world))
    expect(await due()).toContain(id)
  })

  it('gives the first places to those that nobody was told of, then to the oldest', async () => {
    const [told, older, untold] = [
      await openCase(world, await seedCase(world)),
      await openCase(world, await seedCase(world)),
      await openCase(world, await seedCase(world)),
    ]
    const set = (id: string, hoursAgo: number, status?: string) =>
      world.db
        .updateTable('takedown')
        .set({
          due_at: new Date(world.now().getTime() - hoursAgo * 3_600_000),
          ...(status ? { status } : {}),
        })
        .where('id', '=', id)
        .execute()
    await set(told, 200, 'notified')
    await set(older, 300, 'notified')
    await set(untold, 100)
    const rank = (ids: string[]) => ids.filter((id) => [told, older, untold].includes(id))
    expect(rank(await due())).toEqual([untold, older, told])
    expect(await takedownsDue(world.db, world.now(), 1)).toEqual([untold])
  })

  it('never finds a closed one', async () => {
    const id = await openCase(world, await seedCase(world))
    await apply(id, { type: 'reject-match', at: world.now(), actor: 'test' })
    expect(await due()).not.toContain(id)
  })
})

type Step = {
  type: Exclude<Command['type'], 'open'>
  verdict: 'present' | 'gone' | 'unknown'
  matchId?: string
}

function commandOf({ type, verdict, matchId = '' }: Step, at: Date, n: number): Command {
  const stamp = { at, actor: 'test' }
  const noticeId = `notice-${n}`
  switch (type) {
    case 'route':
      return { ...stamp, type, policy: 'p', country: 'NL', plan: ['provider-notice'] }
    case 'hold':
      return { ...stamp, type, reason: 'r', until: new Date(at.getTime() + 9 * 3_600_000) }
    case 'notify':
      return { ...stamp, type, noticeId, seq: n }
    case 'refuse-notice':
      return { ...stamp, type, noticeId, smtpCode: 550 }
    case 'check':
      return {
        ...stamp,
        type,
        checkId: `check-${n}`,
        verdict,
        moved: n % 2 === 0,
        codes: [],
        from: `point-${n % 2}`,
      }
    case 'hand-over':
      return { ...stamp, type, noticeId }
    case 'return-hand-over':
      return { ...stamp, type, noticeId, sentAt: at }
    case 'enter-step':
      return { ...stamp, type, step: 'provider-notice', reference: noticeId, doneAt: at }
    case 'withdraw-step':
      return { ...stamp, type, step: 'provider-notice', reference: noticeId, reason: 'wrong-entry' }
    case 'answer':
      return {
        ...stamp,
        type,
        replyId: `reply-${n}`,
        answer: n % 2 === 0 ? 'disputed' : 'actioned',
      }
    case 'ladder-step':
      return { ...stamp, type, seq: -1, became: 'failed', noticeId, retryAt: null }
    case 'change-host':
      return { ...stamp, type, from: `host-${n % 2}`, to: `host-${(n + 1) % 2}` }
    case 'end-dispute':
      return { ...stamp, type, outcome: n % 2 === 0 ? 'uphold' : 'reject' }
    case 'reopen':
      return { ...stamp, type, legalClass: 'csam', tier: 'exact', seenAt: at }
    case 'change-ground':
      return { ...stamp, type, matchId, legalClass: 'csam', tier: 'near' }
    case 'withdraw-ground':
    case 'withdraw-route':
    case 'authorise':
    case 'allow-notice':
    case 'release':
    case 'acknowledge':
    case 'dispute':
    case 'tick':
    case 'remind-along':
    case 'reject-match':
      return { ...stamp, type }
  }
}

function isImpossible(error: unknown): void {
  expect(error).toMatchObject({ kind: 'conflict' })
}
