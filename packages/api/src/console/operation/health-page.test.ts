import { describe, expect, it } from 'vitest'
import type { ServiceHealth } from '../../operation/health.ts'
import { render } from '../html.ts'
import { translator } from '../texts.ts'
import type { View } from '../view.ts'
import { healthPage } from './health-page.ts'

const now = new Date('2026-03-10T12:00:00Z')
const view: View = {
  t: translator('en'),
  language: 'en',
  principal: null,
  form: 'token',
  now,
  path: null,
}
const well: ServiceHealth = {
  database: { bytes: 1, startedAt: now, version: '17', migration: '0001_a.sql' },
  newestMigration: '0001_a.sql',
  troubles: [],
  policy: { id: '0', name: 'a', lastDay: null, isOver: false, isFollowed: false },
  unsignedSeconds: 0,
  processes: [],
  waiting: [],
  matchers: [{ instance: 'a', entries: 1, bytes: {}, behind: 0, at: now }],
  disk: { free: 9, size: 10, isWell: true },
  keys: [],
  backups: { backup: { at: now, bytes: 1 }, restoredAt: now },
  certificates: [
    { name: 'console', lookedAt: now, endsAt: new Date('2026-09-01T00:00:00Z'), problem: null },
  ],
  clockAheadMs: 0,
  feeds: [],
  lists: [],
  unsetPolice: 0,
  registriesReadAt: null,
}

/** Its class and its words. */
const statusOf = (more: Partial<ServiceHealth>): (string | undefined)[] => {
  const page = render(healthPage(view, { ...well, ...more }))
  const [, look, words] = /<p class="([a-z]+)" role="status">(.*?)<\/p>/s.exec(page) ?? []
  return [look, words?.replaceAll(/\s+/g, ' ').trim()]
}

describe('what the page of how the service is says first', () => {
  it('is that all is well only where nothing is left to look at', () => {
    expect(statusOf({})).toEqual(['flash', 'All is well.'])
    expect(statusOf({ backups: { backup: null, restoredAt: null } })).toEqual([
      'attention',
      'Nothing is wrong as far as the service can tell. To be looked at by a person: 2.',
    ])
    expect(statusOf({ troubles: ['audit-unsigned'] })[0]).toBe('attention')
    expect(statusOf({ unsetPolice: 2 })[0]).toBe('attention')
    const waits = render(healthPage(view, { ...well, unsetPolice: 2 }))
    expect(waits).toContain('Set POLICE_MAILBOX and restart the notices process')
  })
})

describe('the line of the routing policy', () => {
  const inForce = { id: '0', name: 'belgium', lastDay: null, isOver: false, isFollowed: false }
  const lineOf = (policy: ServiceHealth['policy']): string =>
    render(healthPage(view, { ...well, policy }))
      .split('<tr>')
      .map((row) => row.replaceAll(/<[^>]+>|\s+/g, ' ').replaceAll(/ +/g, ' '))
      .find((row) => row.includes('Routing policy')) ?? ''

  it.each([
    ['no end', {}, /policy well belgium $/],
    [
      'more than two weeks to go',
      { lastDay: '2026-03-25' },
      /well belgium · last day 2026-03-25 $/,
    ],
    ['two weeks to go', { lastDay: '2026-03-24' }, /look belgium .* Propose one that goes on/],
    ['one that follows', { lastDay: '2026-03-24', isFollowed: true }, /well .* takes over $/],
    [
      'its last day behind it',
      { lastDay: '2026-03-09', isOver: true },
      /not well .* has passed: nothing is routed/,
    ],
  ])('of one with %s says how it is', (_what, more, words) => {
    expect(lineOf({ ...inForce, ...more })).toMatch(words)
  })

  it('says that none is in force', () => {
    expect(lineOf(null)).toMatch(/not well none is in force No policy is in force/)
  })
})
