import { LANGUAGES } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { isSettledByPerson } from '@nightlight/notices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../fixtures/test-app.ts'
import { TEXTS } from './texts.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string): Promise<string> =>
  (await test.app.inject({ url, headers: { cookie } })).body

async function post(url: string, fields: Record<string, string>) {
  const form = formTokenIn(await get('/console/tasks'))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}

/** A takedown that asks for something; the database makes its task. */
async function asking(attention: string, state: object = notifiedState): Promise<string> {
  const { takedownId } = await seedTakedown(test, await seedCase(test), {
    ...notifiedState,
    ...state,
  })
  await test.db.updateTable('takedown').set({ attention }).where('id', '=', takedownId).execute()
  return takedownId
}

const taskOf = async (takedownId: string): Promise<string> =>
  (
    await test.db
      .selectFrom('task')
      .select('id')
      .where('takedown_id', '=', takedownId)
      .where('done_at', 'is', null)
      .executeTakeFirstOrThrow()
  ).id

const untold = {
  status: 'routed',
  plan: ['iccam-hand-over', 'provider-notice'],
  clocks: { ...notifiedState.clocks, t4: null, t5: null, t6: null, t7: null },
  noticesSent: 0,
}

describe('the page of tasks', () => {
  it('stays with the kind that is shown, marks it, and says what was done', async () => {
    const id = await taskOf(await asking('stuck'))
    const kind = '/console/tasks?code=stuck'
    expect(await get(kind)).toMatch(/code=stuck"\s+aria-current="true"/)
    const taken = await post(`/console/tasks/${id}/assign`, { mine: 'yes', code: 'stuck' })
    expect(taken.headers.location).toBe(`${kind}&done=task-taken`)
    expect(await get(`${kind}&done=task-taken`)).toContain(TEXTS.en['done.task-taken'])
    const ticked = await post(`/console/tasks/${id}/done`, { with: 'looked-at', code: 'stuck' })
    expect(ticked.headers.location).toBe(`${kind}&done=task-done`)
  })

  it('shows what is mine or nobody’s, with the provider, and stays there in another language', async () => {
    const takedownId = await asking('retract-notice')
    const id = await taskOf(takedownId)
    const of = (who: string) => `/console/tasks?code=retract-notice&who=${who}`
    const [mine, nobodys] = [of('mine'), of('nobody')]
    expect(await get(mine)).not.toContain(takedownId)
    const free = await get(nobodys)
    expect(free).toContain(takedownId)
    expect(free).toContain('Host &amp; Sons')
    expect(free).toMatch(/href="\/console\/tasks\?code=retract-notice&amp;who=nobody&amp;lang=nl"/)
    expect(free).toMatch(/href="\/console\/tasks"\s+aria-current="page"/)
    const how = { mine: 'yes', code: 'retract-notice', who: 'nobody' }
    const taken = await post(`/console/tasks/${id}/assign`, how)
    expect(taken.headers.location).toBe(`${nobodys}&done=task-taken`)
    expect(await get(nobodys)).not.toContain(takedownId)
    expect(await get(mine)).toContain(takedownId)
  })

  it('counts of each kind those of whom was chosen, and says of nothing else that nothing waits', async () => {
    await asking('no-rule')
    const kind = (body: string) => {
      const [kinds = ''] = /class="plain-list kinds"[^]*?<\/ul>/.exec(body) ?? []
      return /code=no-rule[^>]*>[^]*?<span class="fine">(\d+)/.exec(kinds)?.[1] ?? null
    }
    expect(kind(await get('/console/tasks'))).toBe('1')
    expect(kind(await get('/console/tasks?who=nobody'))).toBe('1')
    expect(kind(await get('/console/tasks?who=mine'))).toBeNull()
    for (const language of LANGUAGES) {
      const body = await get(`/console/tasks?code=no-rule&who=mine&lang=${language}`)
      const texts = TEXTS[language]
      expect(body).toContain(texts['tasks.none-of-kind-mine'])
      expect(body).not.toContain(texts['tasks.none-of-kind'])
      expect(kind(body)).toBe('0')
      expect(body).toMatch(/code=no-rule&amp;who=mine"\s+aria-current="true"/)
    }
    const elsewhere = await get('/console/tasks?who=mine&code=no-such-kind')
    expect(elsewhere).not.toContain(TEXTS.en['tasks.none'])
  })

  it('says whose a task is, and takes it over only from who was named on the page', async () => {
    const id = await taskOf(await asking('escalation-due'))
    const since = new Date('2026-01-02T07:00:00Z')
    const held = { assigned_to: 'analyst:Ana Peeters', assigned_at: since }
    await test.db.updateTable('task').set(held).where('id', '=', id).execute()
    const code = 'escalation-due'
    const page = await get(`/console/tasks?code=${code}`)
    expect(page).toContain('2 Jan 2026, 07:00')
    expect(page).toContain('Take it over from Ana Peeters (analyst)')
    const path = `/console/tasks/${id}/assign`
    const refused = await post(path, { mine: 'yes', code })
    expect(refused.body).toContain(TEXTS.en['problem.task-of-another'])
    const taken = await post(path, { mine: 'yes', code, from: 'analyst:Ana Peeters' })
    expect(taken.headers.location).toBe(`/console/tasks?code=${code}&done=task-taken-over`)
    expect(await get(taken.headers.location!)).toContain(TEXTS.en['done.task-taken-over'])
  })

  it('does not say that nothing waits when another kind does', async () => {
    await asking('notice-unsendable')
    const page = await get('/console/tasks?code=no-such-kind')
    expect(page).toContain(TEXTS.en['tasks.none-of-kind'])
    expect(page).not.toContain(TEXTS.en['tasks.none'])
  })

  it('has what was done chosen, and nothing to tick where the case settles it', async () => {
    const byHand = await taskOf(await asking('cannot-be-checked'))
    const byCase = await taskOf(await asking('enter-in-iccam', untold))
    const page = await get('/console/tasks')
    expect(page).toContain(`action="/console/tasks/${byHand}/done"`)
    expect(page).toMatch(/<select name="with"[^>]*required>\s*<option value="">/)
    expect(page).not.toContain(`action="/console/tasks/${byCase}/done"`)
    expect(page).toContain(TEXTS.en['tasks.settles'])
    expect([isSettledByPerson('cannot-be-checked'), isSettledByPerson('enter-in-iccam')]).toEqual([
      true,
      false,
    ])
    expect((await post(`/console/tasks/${byHand}/done`, { with: '' })).statusCode).toBe(400)
  })

  it.each(LANGUAGES)('says in %s why a task cannot be ticked off', async (lang) => {
    const id = await taskOf(await asking('enter-in-iccam', untold))
    await get(`/console/tasks?lang=${lang}`)
    const form = formTokenIn(await get('/console/tasks'))
    const answer = await test.app.inject({
      method: 'POST',
      url: `/console/tasks/${id}/done`,
      payload: new URLSearchParams({ form, with: 'looked-at' }).toString(),
      headers: { ...FORM, cookie: `${cookie}; language=${lang}` },
    })
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain(TEXTS[lang]['problem.task-settles-with-its-case'])
  })
})

describe('the page of a takedown', () => {
  it('says each thing that waits for a person, once', async () => {
    const id = await asking('disputed')
    for (const code of ['reply-needs-information', 'recipient-key-unusable', 'reply-refused']) {
      await test.db.insertInto('task').values({ takedown_id: id, code }).execute()
    }
    await test.db
      .updateTable('task')
      .set({ done_at: new Date(), done_by: 'Robin', done_with: 'looked-at' })
      .where('takedown_id', '=', id)
      .where('code', '=', 'reply-refused')
      .execute()
    const page = await get(`/console/takedowns/${id}`)
    for (const code of ['disputed', 'reply-needs-information', 'recipient-key-unusable'] as const) {
      expect(page.split(TEXTS.en[`attention.${code}`]), code).toHaveLength(2)
    }
    expect(page).not.toContain(TEXTS.en['attention.reply-refused'])
  })

  it('folds many events and looks, with their number and the newest first', async () => {
    const id = await asking('stuck')
    const path = `/console/takedowns/${id}`
    const foldedIn = (page: string): string[] =>
      page.split('<details').filter((part) => /<summary>\s*\d+ in all, newest/.test(part))
    expect(foldedIn(await get(path))).toEqual([])
    const hour = (n: number): Date => new Date(Date.UTC(2026, 0, 2, n))
    for (let n = 0; n < 8; n++) {
      const event = { seq: 100 + n, type: 'checked', at: hour(n), actor: 'nightlight' }
      const data = JSON.stringify({ codes: [`code-${n}`] })
      await test.db
        .insertInto('takedown_event')
        .values({ takedown_id: id, ...event, data })
        .execute()
      const times = { due_at: hour(n), started_at: hour(n), finished_at: hour(n) }
      const check = { id: newId(), takedown_id: id, egress: `place-${n}` }
      await test.db
        .insertInto('removal_check')
        .values({ ...check, ...times, verdict: 'present' })
        .execute()
    }
    const page = await get(path)
    const folded = foldedIn(page)
    expect(folded).toHaveLength(2)
    expect(page).not.toMatch(/<details class="others"[^>]* open/)
    expect(folded[0]).toMatch(/<summary>\s*\d+ in all, newest: <time[^>]*>2 Jan 2026, 07:00/)
    expect(folded[0]!.match(/code-\d/g)).toEqual([7, 6, 5, 4, 3, 2, 1, 0].map((n) => `code-${n}`))
    const places = new Set(folded[1]!.match(/place-\d/g))
    expect([...places]).toEqual([7, 6, 5, 4, 3, 2, 1, 0].map((n) => `place-${n}`))
  })
})

const HOUR_MS = 3_600_000

describe('a step that is waited for', () => {
  it('is a link away from its task and from the top of its takedown', async () => {
    const id = await asking('step-by-hand', untold)
    const other = await asking('hold-ends-soon', untold)
    const link = (of: string) => `href="/console/takedowns/${of}#step-${of}"`
    const tasks = await get('/console/tasks')
    expect(tasks).toContain(link(id))
    expect(tasks).not.toContain(link(other))
    const page = await get(`/console/takedowns/${id}`)
    expect(page.indexOf(link(id))).toBeGreaterThan(page.indexOf('class="attention"'))
    expect(page).toMatch(new RegExp(`<form[^>]*/steps"[^>]*\\sid="step-${id}"`))
    expect(await get(`/console/takedowns/${other}`)).not.toContain(link(other))
  })

  it('has no link where there is no form', async () => {
    const id = await asking('authority-next', { status: 'closed' })
    expect(await get(`/console/takedowns/${id}`)).not.toContain('#step-')
    const auditor = await test.sessionOf('auditor')
    const { body } = await test.app.inject({ url: '/console/tasks', headers: { cookie: auditor } })
    expect(body).not.toContain('#step-')
  })
})

describe('a hold', () => {
  it('is ended only by whoever saw it: not another that began since', async () => {
    const id = await asking('enter-in-iccam', untold)
    const path = `/console/takedowns/${id}`
    const holdUntil = (hours: number) => {
      const until = new Date(Date.now() + hours * HOUR_MS).toISOString().slice(0, 16)
      return post(`${path}/holds`, { reason: 'investigation', until })
    }
    const shown = async (): Promise<string> =>
      /name="hold" value="([\w-]+)"/.exec(await get(path))![1]!
    const reason = 'held-by-mistake'
    await holdUntil(10)
    const first = await shown()
    await post(`${path}/release`, { reason, hold: first })
    await holdUntil(20)
    const refused = await post(`${path}/release`, { reason, hold: first })
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain(TEXTS.en['problem.takedown-hold-changed'])
    // it stands beside the one that is there now
    const second = /name="hold" value="([\w-]+)"/.exec(refused.body)![1]!
    expect(second).not.toBe(first)
    const ended = await post(`${path}/release`, { reason, hold: second })
    expect(ended.headers.location).toBe(`${path}?done=hold-released`)
  })
})

const clockIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
    .format(at)
    .replace(' ', 'T')

describe('the forms of a takedown', () => {
  it('offers later steps once a notice is out, at a time of now', async () => {
    const first = await get(`/console/takedowns/${await asking('enter-in-iccam', untold)}`)
    expect(first).toContain('value="iccam-hand-over"')
    expect(first).not.toContain('value="authority"')
    expect(first).toMatch(
      new RegExp(`${TEXTS.en['hand-step.beside-plan']}">\\s*<option value="police-hand-over"`),
    )
    // A step of another plan would be refused.
    expect(first).not.toContain('value="registrar-escalation"')
    expect(first).not.toContain(TEXTS.en['hold.too-late'])
    const told = await get(`/console/takedowns/${await asking('authority-next')}`)
    expect(told).toContain('value="authority"')
    expect(told).not.toContain('value="provider-notice"')
    expect(told).toContain(TEXTS.en['hold.too-late'])
    expect(first).toMatch(/name="at"\s+value="\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"/)
  })

  it('has no reason and no step chosen, and keys that do what they are called', async () => {
    const id = await asking('step-by-hand', untold)
    const path = `/console/takedowns/${id}`
    const chosen = (page: string, name: string) =>
      new RegExp(`<select name="${name}" required>\\s*<option value="">([^<]*)<`).exec(page)?.[1]
    const formOf = (page: string, action: string): string =>
      page.split('<form').find((one) => one.includes(`${path}/${action}"`)) ?? ''
    const page = await get(path)
    expect(chosen(formOf(page, 'holds'), 'reason')).toBe('Choose a reason')
    expect(chosen(formOf(page, 'steps'), 'step')).toBe('Choose what was done')
    expect(page).not.toMatch(/<option[^>]* selected/)
    expect(formOf(page, 'steps')).toContain('data-key="o"')
    expect(formOf(page, 'exports')).toContain('data-key="x"')
    expect(page).toContain(
      '{&quot;key&quot;:&quot;o&quot;,&quot;text&quot;:&quot;enter a step&quot;},{&quot;key&quot;:&quot;x&quot;,&quot;text&quot;:&quot;hand over&quot;}',
    )
    const at = new Date().toISOString().slice(0, 16)
    const step = { step: '', reference: 'A-1', at }
    expect((await post(`${path}/steps`, step)).statusCode).toBe(400)
    const until = new Date(Date.now() + HOUR_MS).toISOString().slice(0, 16)
    expect((await post(`${path}/holds`, { reason: '', until })).statusCode).toBe(400)
    await post(`${path}/holds`, { reason: 'investigation', until })
    expect(chosen(formOf(await get(path), 'release'), 'reason')).toBe('Choose a reason')
  })

  it('says why a step or a hold is refused, and what was done', async () => {
    const id = await asking('enter-in-iccam', untold)
    const at = new Date().toISOString().slice(0, 16)
    const path = `/console/takedowns/${id}`
    const refused = async (what: string, fields: Record<string, string>, code: string) =>
      expect((await post(`${path}/${what}`, fields)).body).toContain(
        TEXTS.en[`problem.${code}` as keyof typeof TEXTS.en],
      )
    const step = { step: 'iccam-hand-over', reference: 'A-1', at }
    const wrong = await post(`${path}/steps`, { ...step, step: 'authority' })
    expect(wrong.body).toMatch(/<form[^>]*action="[^"]*\/steps"[^>]*>[\s\S]*value="A-1"/)
    await refused('steps', { ...step, step: 'authority' }, 'step-not-planned')
    await refused('steps', { ...step, at: '2099-01-01T00:00' }, 'step-at-wrong-time')
    const hold = { reason: 'investigation', until: '2020-01-01T00:00' }
    await refused('holds', hold, 'hold-in-the-past')
    await refused('holds', { ...hold, until: '2099-01-01T00:00' }, 'hold-too-long')
    await refused('release', { reason: 'held-by-mistake' }, 'takedown-not-held')
    const skipped = { until: '2026-03-29T02:30', zone: 'Europe/Brussels' }
    const again = await post(`${path}/holds`, { ...hold, ...skipped })
    expect(again.body).toContain(TEXTS.en['problem.time-not-there'])
    expect(again.body).toMatch(/name="zone"[^>]*value="Europe\/Brussels"/)
    const ends = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 36_000_000)
    const until = clockIn('Asia/Tokyo', ends)
    const held = await post(`${path}/holds`, { ...hold, until, zone: 'Asia/Tokyo' })
    expect(held.headers.location).toBe(`${path}?done=hold-begun`)
    const page = await get(`${path}?done=hold-begun`)
    expect(page).toContain(TEXTS.en['done.hold-begun'])
    expect(page).toContain(`datetime="${ends.toISOString()}"`)
    expect(page).toContain(TEXTS.en['hold.prolong-title'])
    const later = new Date(ends.getTime() + 36_000_000)
    const longer = { ...hold, until: clockIn('Asia/Tokyo', later), zone: 'Asia/Tokyo' }
    const prolonged = await post(`${path}/holds`, longer)
    expect(prolonged.headers.location).toBe(`${path}?done=hold-begun`)
    await refused('holds', { ...longer, until }, 'takedown-already-held')
    const after = await get(path)
    expect(after).toContain(`datetime="${later.toISOString()}"`)
    expect(after).toContain(TEXTS.en['release-reason.prolonged'])
    expect(after).not.toContain(TEXTS.en['hold.undo-title'])
  })
})
