import type { IncomingMessage, ServerResponse } from 'node:http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFollowing } from '../follow/testing-follow.ts'
import { readLocation } from '../location-store.ts'
import { createManners, MANNERS } from '../manners/host-manners.ts'
import { rendererOfTests } from '../render/testing-render.ts'
import type { Scripts } from '../survey/render-page.ts'
import { createChecks, sameBytes, unknown } from '../testing-check.ts'
import {
  createWorld,
  jpeg,
  PATIENT,
  picture,
  seedTakedown,
  startSite,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'

let site: Site
let world: World
let scripts: Scripts
const resources = new AsyncDisposableStack()
beforeAll(async () => {
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site, [], PATIENT))
  scripts = { renderer: resources.use(rendererOfTests()) }
})
afterAll(() => resources.disposeAsync())

describe('a page whose scripts load a picture', () => {
  const SHOW = (file: string) =>
    `document.body.append(Object.assign(new Image(), { src: ['${file}', 'jpg'].join('.') }))`
  const script = (body: string): Reply => ({ body, type: 'text/javascript' })
  const page = (rest = ''): Reply => ({
    body: `<!doctype html><body><img src=logo.jpg>${rest}<script src=app.js></script>`,
  })

  /** As `arrange`, with the script in a file of its own; afterwards the picture has moved. */
  async function moved(name: string, replies: Record<string, Reply> = {}) {
    const given: Record<string, Reply> = {
      '': page(),
      'app.js': script(SHOW('a')),
      'logo.jpg': jpeg('scene-2'),
      'a.jpg': jpeg('scene-1'),
      ...replies,
    }
    for (const [file, reply] of Object.entries(given)) site.serve(`/${name}/${file}`, reply)
    site.serveRest(404)
    const following = createFollowing({ ...world, scripts })
    const id = await following.report(site.url(`/${name}/`), { render: true })
    await following.crawlAll()
    const takedownId = await seedTakedown(world, (await readLocation(world.db, world.crypto, id))!)
    site.serve(`/${name}/a.jpg`, 404)
    site.serve(`/${name}/b.jpg`, jpeg('scene-1'))
    site.serve(`/${name}/app.js`, script(SHOW('b')))
    return takedownId
  }

  async function lookAgain(takedownId: string, deps: Partial<World> = {}) {
    const checks = createChecks({ ...world, scripts, ...deps })
    await checks.againDue(takedownId)
    await checks.check(takedownId)
    return checks.evidenceOf(takedownId)
  }

  it('shows it at its new address', async () => {
    expect(await lookAgain(await moved('plain'))).toMatchObject({ verdict: 'present' })
  })

  it.each<[string, Reply]>([
    ['an error', { status: 503, body: '<!doctype html><p>busy', type: 'text/html' }],
    ['nothing to read', 503],
  ])(
    'is not gone when every second request for the page is answered by %s',
    async (what, reply) => {
      const name = `second-${what.length}`
      const takedownId = await moved(name)
      let hits = 0
      const { body } = page() as { body: string }
      site.serve(`/${name}/`, (_request, response) => {
        hits += 1
        const isBusy = hits % 2 === 0
        const busy = typeof reply === 'object' && 'body' in reply ? String(reply.body) : ''
        response.writeHead(isBusy ? 503 : 200, { 'content-type': 'text/html' })
        response.end(isBusy ? busy : body)
      })
      for (let n = 0; n < 3; n++) {
        expect(await lookAgain(takedownId)).toMatchObject({ verdict: 'unknown' })
      }
    },
  )

  it.each<[string, Reply, string]>([
    ['503', 503, 'http-503'],
    ['429', 429, 'http-429'],
    ['403', 403, 'forbidden'],
    ['408', 408, 'http-408'],
    ['no answer', (_request, response) => void response.destroy(), 'connection-lost'],
    ['404 for the first time', 404, 'part-missing'],
  ])('is not gone when its script answers with %s', async (what, reply, code) => {
    const name = `script-${what.replaceAll(' ', '-')}`
    const takedownId = await moved(name)
    site.serve(`/${name}/app.js`, reply)
    const { verdict, detail } = await lookAgain(takedownId)
    expect(verdict).toBe('unknown')
    const evidence: unknown = expect.arrayContaining(['script-missing'])
    expect(detail).toContainEqual({ ...unknown(code, 'app.js'), evidence })
    expect(detail).toContainEqual({
      ...unknown('unread-addresses', 'page'),
      evidence: ['unread-addresses'],
    })
  })

  it.each<[string, string, string, string]>([
    ['fetch', `fetch('part').then(() => {})`, 'part', 'data-missing'],
    [
      'XHR',
      `const r = new XMLHttpRequest(); r.open('GET', 'part'); r.send()`,
      'part',
      'data-missing',
    ],
    [
      'style sheet',
      `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'part' }))`,
      'part',
      'stylesheet-missing',
    ],
    [
      'frame',
      `const f = document.createElement('iframe'); f.src = 'part'; document.body.append(f); f.remove()
       const g = document.createElement('iframe'); g.src = 'part'; document.body.append(g)`,
      'part',
      'frame-missing',
    ],
  ])('is not gone when its %s is not answered', async (what, code, file, sign) => {
    const name = `part-${what.replace(' ', '-')}`
    const takedownId = await moved(name)
    site.serve(`/${name}/app.js`, script(code))
    site.serve(`/${name}/${file}`, 500)
    const { verdict, detail } = await lookAgain(takedownId)
    expect(verdict).toBe('unknown')
    const evidence: unknown = expect.arrayContaining([sign])
    expect(detail).toContainEqual({ ...unknown('http-500', file), evidence })
  })

  it.each<[string, Reply, object]>([
    [
      'a login page',
      { body: '<!doctype html><form><input type=password></form>' },
      { verdict: 'unknown', line: unknown('login-page', 'b.jpg') },
    ],
    [
      'the picture and 404',
      { ...jpeg('scene-1'), status: 404 },
      { verdict: 'present', line: sameBytes('b.jpg') },
    ],
    ['another page', { body: '<!doctype html><p>Hello' }, { verdict: 'gone', line: undefined }],
  ])(
    'and its address, which only a rule of its sheets names, answers with %s',
    async (what, reply, expected) => {
      const name = `rule-${what.replaceAll(' ', '-')}`
      const takedownId = await moved(name)
      const rule = `const sheet = new CSSStyleSheet()
        sheet.replaceSync('body { background: url(b.jpg); height: 9em }')
        document.adoptedStyleSheets = [sheet]`
      site.serve(`/${name}/app.js`, script(rule))
      site.serve(`/${name}/b.jpg`, reply)
      const { verdict, detail } = await lookAgain(takedownId)
      const line = detail.find(({ at }) => at === 'b.jpg')
      expect({ verdict, line }).toMatchObject(expected)
      expect(site.hits(`/${name}/b.jpg`)).toBe(1)
    },
  )

  it.each<[string, string, string]>([
    ['a login page', '<form><input type=password></form>', 'unknown'],
    ['another page', '<p>Hello', 'gone'],
  ])('and whose data are %s', async (what, body, verdict) => {
    const name = `data-${what.replaceAll(' ', '-')}`
    const takedownId = await moved(name)
    site.serve(`/${name}/app.js`, script(`fetch('list').then(() => {})`))
    site.serve(`/${name}/list`, { body: `<!doctype html>${body}` })
    const found = await lookAgain(takedownId)
    expect(found.verdict).toBe(verdict)
    const line = { ...unknown('login-page', 'list'), evidence: ['password-field', 'data-missing'] }
    if (verdict === 'unknown') expect(found.detail).toContainEqual(line)
  })

  it('leaves a record of every request that its look made', async () => {
    const takedownId = await moved('record', {
      '': page('<link rel=stylesheet href=s.css>'),
      's.css': { body: 'b { color: red }', type: 'text/css' },
      data: { body: '{}', type: 'application/json' },
    })
    const asked: string[] = []
    const record =
      (file: string, reply: { body: string | Uint8Array; type: string } | null) =>
      (request: IncomingMessage, response: ServerResponse): void => {
        asked.push(file)
        response.writeHead(reply ? 200 : 404, { 'content-type': reply?.type ?? 'text/html' })
        response.end(reply?.body)
      }
    const [html, js] = ['text/html', 'text/javascript']
    const { body } = page('<link rel=stylesheet href=s.css>') as { body: string }
    const files: Record<string, { body: string | Uint8Array; type: string }> = {
      '': { body, type: html },
      'app.js': { body: SHOW('a') + ';' + SHOW('logo') + `;fetch('data')`, type: js },
      'logo.jpg': { body: picture('scene-2'), type: 'image/jpeg' },
      'a.jpg': { body: picture('scene-5'), type: 'image/jpeg' },
      's.css': { body: 'b { color: red }', type: 'text/css' },
      data: { body: '{}', type: 'application/json' },
    }
    for (const [file, reply] of Object.entries(files)) {
      site.serve(`/record/${file}`, record(file, reply))
    }
    site.serveRest(record('rest', null))
    await lookAgain(takedownId)
    const rows = await world.db
      .selectFrom('visit')
      .innerJoin('removal_check', 'removal_check.look_id', 'visit.look_id')
      .select([
        'outcome',
        'code',
        'address',
        sql<string | null>`observation->>'purpose'`.as('purpose'),
      ])
      .where('removal_check.takedown_id', '=', takedownId)
      .execute()
    const fetches = rows.filter(({ address }) => address !== null)
    expect(asked).toContain('rest')
    expect(fetches).toHaveLength(asked.length)
    const purposes = fetches.map(({ purpose, outcome, code }) =>
      outcome === 'other' ? code : (purpose ?? 'visit'),
    )
    for (const purpose of [
      'for-browser-page',
      'for-browser-script',
      'for-browser-stylesheet',
      'for-browser-data',
      'sheet',
      'probe',
      'visit',
    ]) {
      expect(purposes).toContain(purpose)
    }
  })

  it('is not gone while its host wants to be left alone', async () => {
    const second = `const two = () => document.head.append(
      Object.assign(document.createElement('script'), { src: 'second.js' })); fetch('first').then(two, two)`
    const takedownId = await moved('pause', {
      'app.js': script(SHOW('a') + ';' + second),
      'second.js': script('0'),
    })
    site.serve('/pause/app.js', script(second))
    site.serve('/pause/first', { status: 503, body: '', headers: { 'retry-after': '600' } })
    try {
      const manners = createManners({ db: world.db }, MANNERS)
      const { verdict, detail } = await lookAgain(takedownId, { manners })
      expect(verdict).toBe('unknown')
      const evidence = ['host-paused', 'script-missing']
      expect(detail).toContainEqual({ ...unknown('host-paused', 'second.js'), evidence })
    } finally {
      await world.db.deleteFrom('host_pause').execute()
    }
  })

  it('may be gone with a script that was missing all the time, data that are not there, and what is refused anyway', async () => {
    const beacon = `document.head.append(Object.assign(document.createElement('script'),
      { src: 'https://stats.example/b.js?' + Math.random() })); fetch('item')`
    const takedownId = await moved('anyway', {
      '': page(`<script src=never.js></script><script>${beacon}</script>`),
      item: { body: '{}', type: 'application/json' },
    })
    site.serve('/anyway/item', 404)
    site.serve('/anyway/app.js', script('0'))
    expect(await lookAgain(takedownId)).toMatchObject({ verdict: 'gone' })
  })
})

describe('the first crawl of a page with scripts', () => {
  async function crawlOnce(name: string) {
    const following = createFollowing({ ...world, scripts })
    const id = await following.report(site.url(`/${name}/`), { render: true })
    await following.crawlAll()
    const due = await world.db
      .selectFrom('location')
      .select('crawl_due_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const visits = await world.db
      .selectFrom('visit')
      .select(['outcome', 'code'])
      .where('page_location_id', '=', id)
      .execute()
    return { isDue: due.crawl_due_at !== null, visits }
  }

  it('is tried again when the host dies after its first answer', async () => {
    let hits = 0
    site.serve('/dies/', (_request, response) => {
      hits += 1
      if (hits > 1) return void response.destroy()
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><script>0</script>')
    })
    const { isDue, visits } = await crawlOnce('dies')
    expect(isDue).toBe(true)
    expect(visits).toContainEqual({ outcome: 'page', code: 'render-no-page' })
    expect(visits).toContainEqual({ outcome: 'failed', code: 'connection-lost' })
  })

  it('is tried again when a script does not answer', async () => {
    site.serve('/busy/', { body: '<!doctype html><body><script src=app.js></script>' })
    site.serve('/busy/app.js', 503)
    const { isDue, visits } = await crawlOnce('busy')
    expect(isDue).toBe(true)
    expect(visits).toContainEqual({ outcome: 'failed', code: 'http-503' })
  })
})
