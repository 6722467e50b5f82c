import { sql } from 'kysely'
import { newId, noteProcess } from '@nightlight/runtime'
import { noteSimulation, proposePolicy, readPolicyFile } from '@nightlight/notices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STEP_UP_MS } from '../../access.ts'
import { enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let ann: Visitor
let bob: Visitor
const netherlands = await readPolicyFile('netherlands')
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
  ann = await enrolled(test, { role: 'admin', name: 'Ann' })
  bob = await enrolled(test, { role: 'admin', name: 'Bob' })
  await seedTakedown(test, await seedCase(test))
  await seedTakedown(test, await seedCase(test), { ...notifiedState, status: 'removed' })
})
afterAll(() => test[Symbol.asyncDispose]())

const propose = (document: unknown, by = ann) =>
  by.send('/console/policies', {
    document: typeof document === 'string' ? document : JSON.stringify(document, null, 2),
  })
const stateOf = async (id: string) =>
  (
    await test.db
      .selectFrom('routing_policy')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).state
const idIn = (location: unknown) => /policies\/([0-9a-f-]{36})/.exec(String(location))?.[1] ?? ''

describe('a policy in the console', () => {
  it('is drafted from one that comes with the program, and told where it is wrong', async () => {
    const { body } = await ann.get('/console/policies/new?from=netherlands')
    expect(body).toContain('hosted-in-the-netherlands')
    const wrong = await propose({ ...netherlands, validFrom: '2026-02-31', colour: 'red' })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).toContain('/colour')
    expect(wrong.body).toContain('is not known here')
    expect(wrong.body).toContain('hosted-in-the-netherlands')
    const day = await propose({ ...netherlands, validFrom: '2026-02-31' })
    expect(day.body).toContain('this day is in no calendar')
    expect((await propose('{')).body).toContain('this is no JSON')
  })

  it('is tried on what is open, activated by a second person, and ended', async () => {
    const { headers } = await propose(netherlands)
    const id = idIn(headers.location)
    const path = `/console/policies/${id}`
    const plan = (await ann.get(path)).body
    for (const text of ['Netherlands', 'Letter to the registrar', '7 days', 'First try it'])
      expect(plan).toContain(text)
    expect(plan).not.toContain('/activate"')
    expect((await bob.send(`${path}/activate`)).statusCode).toBe(409)

    const tried = await ann.send(`${path}/simulate`)
    expect(tried.statusCode).toBe(200)
    expect(tried.body).toContain('Open cases: 1. Otherwise routed: 0.')
    expect(tried.body).not.toContain('pictures')
    expect(tried.body).toContain('another administrator activates it')
    expect((await ann.send(`${path}/activate`)).statusCode).toBe(403)
    expect(await stateOf(id)).toBe('draft')

    expect((await bob.get(path)).body).toContain(`${path}/activate"`)
    expect((await bob.send(`${path}/activate`)).headers.location).toBe(`${path}?done=activated`)
    expect(await stateOf(id)).toBe('active')
    expect((await bob.get('/console/policies')).body).toContain('in force')
    // whoever still sees the draft means to throw that away
    const late = await ann.send(`${path}/end`, { seen: 'draft' })
    expect([late.statusCode, await stateOf(id)]).toEqual([412, 'active'])
    expect((await ann.send(`${path}/end`, { seen: 'active' })).statusCode).toBe(303)
    expect(await stateOf(id)).toBe('ended')
    expect((await ann.get('/console/policies')).body).toContain('No policy is in force')
    expect((await ann.get(path)).body).toContain('Propose it again')
  })

  it('is over after its last day, in words and not in green', async () => {
    const by = { actor: 'admin:Ann', name: 'Ann' }
    const brief = { ...netherlands, id: 'brief' }
    const id = await proposePolicy(test.db, brief, by)
    await noteSimulation(test.db, id, by, { cases: 0, differing: 0 })
    await bob.send(`/console/policies/${id}/activate`)
    const before = (await bob.get('/console/policies')).body
    expect(before).toMatch(/badge good">in force</)
    expect(before).not.toContain('class="attention"')
    // as if it had been written with the day before, which nothing that comes in may be
    await sql`alter table routing_policy disable trigger user`.execute(test.db)
    await sql`update routing_policy set document = document || '{"validFrom": "2026-01-01", "validTo": "2026-01-31"}'
      where id = ${id}`.execute(test.db)
    await sql`alter table routing_policy enable trigger user`.execute(test.db)
    const list = (await bob.get('/console/policies')).body
    expect(list).toMatch(/badge bad">its last day has passed</)
    expect(list).toMatch(/class="attention">The last day of brief, 2026-01-31, has passed: nothing/)
    expect((await bob.get(`/console/policies/${id}`)).body).toContain('nothing is routed')
    expect((await bob.get('/console/health')).body).toContain('The last day of brief')
    await ann.send(`/console/policies/${id}/end`, { seen: 'active' })
  })

  it('groups what would change, says what it looked at, and leads to the cases who may see them', async () => {
    const { rows } = await sql<{ id: string }>`select id from takedown limit 1`.execute(test.db)
    const takedownId = rows[0]!.id
    await sql`
      insert into takedown_event (takedown_id, seq, type, at, actor, data)
      values (${takedownId}::uuid, 900, 'routed', now(), 'policy:test', '{"plan": ["police-hand-over"], "country": "NL"}')`.execute(
      test.db,
    )
    const id = idIn((await propose({ ...netherlands, title: 'Other way' })).headers.location)
    const path = `/console/policies/${id}/simulate`
    const tried = (await ann.send(path)).body
    expect(tried).toContain('Open cases: 1. Otherwise routed: 1.')
    expect(tried).toMatch(/Looked at: open takedowns \(1\)/)
    const row = tried.slice(tried.indexOf('What would change'))
    expect(row).toMatch(/the police[\s\S]*notice to the host → the network[\s\S]*NL 1/)
    expect(tried).not.toContain('/console/takedowns/')
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue' })
    const seen = (await sue.send(path)).body
    expect(seen).toContain(`/console/takedowns/${takedownId}`)
    expect(seen).toContain('An administrator who did not propose it activates it.')
    await sql`delete from takedown_event where takedown_id = ${takedownId}::uuid and seq = 900`.execute(
      test.db,
    )
  })

  it('says that a mailbox of the police is not set up, where it hands cases over', async () => {
    const at = async (path: string) => (await ann.get(`/console/policies/${path}`)).body
    const belgium = await readPolicyFile('belgium')
    const [handing, other] = [
      idIn((await propose({ ...Object(belgium), title: 'Handing over' })).headers.location),
      idIn((await propose({ ...Object(netherlands), title: 'Direct' })).headers.location),
    ]
    const words = 'no mailbox of the police is set up (POLICE_MAILBOX)'
    const isSaid = async () => [
      (await at(handing)).includes(words),
      (await at(other)).includes(words),
    ]
    expect(await isSaid()).toEqual([false, false])
    const notices = { process: 'notices', instance: newId() }
    await noteProcess(test.db, { ...notices, facts: { mail: true, police: false } })
    expect(await isSaid()).toEqual([true, false])
    await noteProcess(test.db, { ...notices, facts: { mail: true, police: true } })
    expect(await isSaid()).toEqual([false, false])
  })

  it('says what becomes of a case that nobody has', async () => {
    const id = idIn((await propose({ ...netherlands, title: 'Again' })).headers.location)
    const at = async (query: string) => (await ann.get(`/console/policies/${id}?${query}`)).body
    expect(await at('country=nl&of=csam')).toContain(
      'notice to the host → the network that connects the host',
    )
    expect(await at('country=FR&of=csam')).toContain('by ICCAM (rule')
    expect(await at('country=&of=csam')).toContain('No rule fits')
    const list = await test.db
      .selectFrom('hash_list')
      .select(['id', 'name'])
      .executeTakeFirstOrThrow()
    const byList = await at(`country=NL&of=${list.id}`)
    expect(byList).toContain('notice to the host →')
    expect(byList).toContain(list.name.replace(/^<b>|<\/b>$/g, ''))
  })

  it('is read by auditors, who change nothing, in four languages', async () => {
    const ada = await enrolled(test, { role: 'auditor', name: 'Ada' })
    for (const [language, text] of [
      ['en', 'Routing policies'],
      ['fr', 'Politiques d’acheminement'],
      ['nl', 'Routeringsbeleid'],
      ['de', 'Regelwerke der Weiterleitung'],
    ]) {
      expect((await ada.get(`/console/policies?lang=${language}`)).body).toContain(text)
    }
    expect((await ada.get('/console/policies/new')).statusCode).toBe(403)
    expect((await ada.get('/console/policies?lang=en')).body).not.toContain('Begin a draft')
  })

  it('asks who it is before anything changes, some time after signing in', async () => {
    const id = idIn((await propose({ ...netherlands, title: 'Once more' })).headers.location)
    test.pass(STEP_UP_MS + 1000)
    expect((await ann.send(`/console/policies/${id}/end`, { seen: 'draft' })).statusCode).toBe(403)
    expect(await stateOf(id)).toBe('draft')
  })
})
