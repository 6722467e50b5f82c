import { LANGUAGES, type Role } from '@nightlight/contract'
import { makeHook, proposeContact } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { TEXTS, translator } from './texts.ts'

let test: TestApp
let leaky: string
beforeAll(async () => {
  test = await createTestApp()
  leaky = await accreditation('Leaky Hosting')
})
afterAll(() => test[Symbol.asyncDispose]())

/** @returns the id of the provider, which got an accreditation */
async function accreditation(name: string): Promise<string> {
  const providerId = await seedProvider(test, { name })
  const at = new Date()
  const proposed = { proposed_by: 'key:1', proposer: 'ann', proposed_at: at }
  await test.db
    .insertInto('lookup_accreditation')
    .values({
      id: providerId,
      provider_id: providerId,
      purpose: 'uploads',
      algorithms: ['sha256'],
      list_ids: [newId()],
      quota_minute: 1,
      quota_day: 1,
      expires_at: new Date(at.getTime() + 86_400_000),
      ...proposed,
    })
    .execute()
  return providerId
}

const overview = async (role: Role, language = 'en'): Promise<string> => {
  const headers = { cookie: await test.sessionOf(role), 'accept-language': language }
  return (await test.app.inject({ url: '/console', headers })).body
}
const metrics = async (): Promise<string> => (await test.app.inject({ url: '/metrics' })).body

/** A subscription that its receiver had stopped. */
async function stopped(name: string, because: 'failing' | 'gone'): Promise<void> {
  const means = { crypto: test.crypto, allowNetworks: [] }
  const asked = { name, url: 'https://hooks.example/x', types: ['notice.sent' as const] }
  const by = { actor: 'admin:Ada', at: new Date() }
  const { id } = await makeHook(test.db, means, asked, by)
  const state = because === 'gone' ? 'ended' : 'paused'
  const set = { state, state_because: because, state_at: new Date() } as const
  await test.db.updateTable('event_hook').set(set).where('id', '=', id).execute()
}

it('says nothing while there is nothing to see to', async () => {
  for (const role of ['admin', 'supervisor'] as const) {
    expect(await overview(role)).not.toContain(TEXTS.en['overview.attention'])
  }
})

it('shows administrators and supervisors whom nothing is sent to any more, in their language', async () => {
  await stopped('Desk <b>One</b>', 'failing')
  await stopped('Desk Two', 'gone')
  for (const role of ['admin', 'supervisor'] as const) {
    for (const language of LANGUAGES) {
      const page = await overview(role, language)
      const texts = TEXTS[language]
      for (const key of ['event-hook-failing', 'event-hook-gone'] as const) {
        expect(page).toContain(texts[`hook-attention.${key}`].replaceAll("'", '&#39;'))
      }
      expect(page).toContain('Desk &lt;b&gt;One&lt;/b&gt;')
    }
  }
  for (let n = 0; n < 10; n++) await stopped(`Desk ${n}`, 'gone')
  expect(await overview('admin')).toContain(TEXTS.en['overview.others'].replace('{n}', '2'))
  for (const role of ['analyst', 'auditor', 'police'] as const) {
    expect(await overview(role)).not.toContain('Desk')
  }
  const counted = await metrics()
  expect(counted).toContain('nightlight_event_hooks_stopped{because="failing"} 1')
  expect(counted).toContain('nightlight_event_hooks_stopped{because="gone"} 11')
})

it('shows supervisors a canary that was asked for, with a link to whose it is, until it was seen to', async () => {
  const asker = await accreditation('Thief Hosting')
  const alarm = { id: newId(), kind: 'canary-asked', accreditation_id: leaky } as const
  const at = { first_at: new Date(), last_at: new Date() }
  await test.db
    .insertInto('lookup_alarm')
    .values({ ...alarm, ...at, asker_id: asker })
    .execute()
  for (const language of LANGUAGES) {
    const page = (await overview('supervisor', language)).replace(/\s+/g, ' ')
    expect(page).toContain(
      `<a href="/console/providers/${leaky}">Leaky Hosting</a> → Thief Hosting`,
    )
    expect(page).toContain(TEXTS[language]['lookups-alarm.canary-asked'])
  }
  for (const role of ['admin', 'analyst', 'auditor', 'police'] as const) {
    expect(await overview(role)).not.toContain('Thief Hosting')
  }
  expect(await metrics()).toContain('nightlight_lookup_alarms_waiting{kind="canary-asked"} 1')
  const done = { done_by: 'supervisor:Sue', done_at: new Date() }
  await test.db.updateTable('lookup_alarm').set(done).where('id', '=', alarm.id).execute()
  expect(await overview('supervisor')).not.toContain('Thief Hosting')
  expect(await metrics()).toContain('nightlight_lookup_alarms_waiting{kind="canary-asked"} 0')
})

it('tells supervisors of mailboxes that somebody else proposed, and leads to each, while they wait', async () => {
  const providerId = await seedProvider(test, { name: 'New Hosting' })
  const propose = (actor: string, name: string, mailbox: string) =>
    proposeContact(test.db, { providerId, mailbox }, { actor, name, now: new Date() })
  await propose('provider:Desk', 'Desk', 'abuse@new.example')
  await propose('analyst:Ana', 'Ana', 'night@new.example')
  await propose('supervisor:Robin', 'Robin', 'own@new.example')
  for (const language of LANGUAGES) {
    const said = translator(language)('overview.mailboxes-proposed', { n: 2 })
    expect(await overview('supervisor', language)).toContain(
      `<a href="/console/supervision#waiting">${said}</a>`,
    )
  }
  const headers = { cookie: await test.sessionOf('supervisor') }
  const { body } = await test.app.inject({ url: '/console/supervision', headers })
  const [waiting = ''] = /<section class="card" id="waiting"[^]*?<\/section>/.exec(body) ?? []
  expect(waiting).toContain(`<a href="/console/providers/${providerId}">New Hosting</a>`)
  for (const role of ['admin', 'analyst', 'auditor', 'police'] as const) {
    expect(await overview(role)).not.toContain('#waiting')
  }
  await test.db.deleteFrom('contact_proposal').execute()
  expect(await overview('supervisor')).not.toContain('#waiting')
})
