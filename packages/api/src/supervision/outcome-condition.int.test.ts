import { countCases, listCases } from '@nightlight/notices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { OUTCOMES } from '../outcome.ts'
import { takedownsOf } from '../takedown-store.ts'
import { outcomeIs } from './outcome-condition.ts'

const LOOKS = [null, 'present', 'gone', 'unknown'] as const
const { clocks } = notifiedState
const gone = { t9: '2026-03-03T10:00:00Z', t10: '2026-03-03T12:00:00Z' }
const again = { ...gone, t11: '2026-03-05T10:00:00Z' }
const closedAt = '2026-03-08T10:00:00Z'

let test: TestApp
const seeded: string[] = []
beforeAll(async () => {
  test = await createTestApp()
  for (const lastVerdict of LOOKS) {
    const open = { ...notifiedState, lastVerdict }
    const early = { verdict: 'present', at: '2026-03-01T11:00:00Z' }
    for (const state of [
      open,
      { ...open, lastConclusive: early },
      { ...open, lastConclusive: { verdict: 'gone', at: '2026-03-02T10:00:00Z' } },
      { ...open, lastConclusive: null },
      { ...open, clocks: { ...clocks, t6: null } },
      { ...open, status: 'watching', clocks: { ...clocks, ...gone } },
      { ...open, status: 'resurfaced', resurfacings: 1, clocks: { ...clocks, ...again } },
      { ...open, status: 'removed', resurfacings: 1, clocks: { ...clocks, ...again } },
      { ...open, status: 'closed', closedAt },
    ])
      seeded.push((await seedTakedown(test, await seedCase(test), state)).takedownId)
  }
})
afterAll(() => test[Symbol.asyncDispose]())

describe('outcomeIs', () => {
  it('finds what pages say of each takedown, and every takedown once', async () => {
    const all = await takedownsOf(test.db, seeded)
    const found: string[] = []
    for (const outcome of OUTCOMES) {
      const filter = { now: new Date(), also: outcomeIs(outcome) }
      const items = await listCases(test.db, filter, { limit: 100, after: null })
      expect(
        items.map(({ id }) => all.get(id)?.outcome),
        outcome,
      ).toEqual(items.map(() => outcome))
      expect(await countCases(test.db, filter, 100), outcome).toBe(items.length)
      found.push(...items.map(({ id }) => id))
    }
    expect(found.toSorted()).toEqual(seeded.toSorted())
  })
})
