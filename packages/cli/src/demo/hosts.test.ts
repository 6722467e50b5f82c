import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@nightlight/runtime'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHosts, type DemoHosts, type ExpectedHost } from './hosts.ts'
import { drawPictures, type DemoPicture } from './pictures.ts'
import type { Behaviour } from './web/behaviour.ts'
import { mailboxOf, SITES } from './web/sites.ts'
import { openWorldState } from './world-state.ts'

const log = createLog('test', { level: 'silent' })

let pictures: DemoPicture[]
let dir: string
let hosts: DemoHosts

beforeAll(async () => {
  pictures = await drawPictures(7)
})

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-hosts-'))
  hosts = await start(0)
})

afterEach(async () => {
  await hosts[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

async function start(port: number, notices = new Map<string, number>()): Promise<DemoHosts> {
  const state = await openWorldState(dir, 7)
  return startHosts({ state, pictures, notices, log }, { port })
}

function hostThat(behaviour: Behaviour): ExpectedHost {
  const host = hosts.expected.find((candidate) => candidate.behaviour === behaviour)
  if (!host) throw new Error(`no host that ${behaviour}`)
  return host
}

const pathOf = (host: ExpectedHost, kind: 'exact' | 'near' | 'innocent'): string =>
  host.pictures.find((picture) => picture.kind === kind)?.path ?? ''

async function get(host: ExpectedHost, path: string): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(new URL(path, host.pages[0]))
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

const page = async (host: ExpectedHost): Promise<string> =>
  (await get(host, '/')).body.toString('utf8')

/** What a removal check does: the page once, then each matching picture once. */
async function look(host: ExpectedHost): Promise<number[]> {
  await page(host)
  const statuses: number[] = []
  for (const { path, kind } of host.pictures) {
    if (kind !== 'innocent') statuses.push((await get(host, path)).status)
  }
  return statuses
}

describe('startHosts', () => {
  it('serves every picture and mentions it on a page or in the style sheet', async () => {
    for (const host of hosts.expected) {
      const texts = await Promise.all(
        [...host.pages, '/style.css'].map(async (path) => (await get(host, path)).body.toString()),
      )
      for (const { path } of host.pictures) {
        expect((await get(host, path)).status).toBe(200)
        expect(texts.join('\n')).toContain(path)
      }
    }
  })

  it('shows pictures in every way that pages have', async () => {
    const texts = await Promise.all(hosts.expected.map((host) => page(host)))
    const all = texts.join('\n')
    for (const way of [
      '<img src="/',
      '<img srcset="/',
      '<source srcset="/',
      'property="og:image" content="http://',
      'rel="stylesheet"',
      'background-image: url(',
      '<a href="/',
      'src="data:image/png;base64,',
    ]) {
      expect(all).toContain(way)
    }
  })

  it('serves the listed picture byte by byte', async () => {
    const host = hostThat('removes-at-once')
    const { body } = await get(host, pathOf(host, 'exact'))
    expect(body.equals(pictures.find(({ name }) => name === 'boats')?.bytes ?? body)).toBe(true)
  })

  it('answers 404 where it has nothing', async () => {
    expect((await get(hostThat('moves'), '/pictures/none.jpg')).status).toBe(404)
  })

  it('answers 405 to anything but reading', async () => {
    const [first = ''] = hostThat('moves').pages
    expect((await fetch(first, { method: 'POST' })).status).toBe(405)
  })

  it('keeps a count on disk before it answers', async () => {
    const host = hostThat('returns')
    await page(host)
    const kept = JSON.parse(await readFile(join(dir, 'world.json'), 'utf8')) as {
      hosts: Record<string, { pages: number }>
    }
    expect(kept.hosts[host.name]?.pages).toBe(1)
  })

  it('is nobody to a mailbox that it does not know', async () => {
    hosts.noticeArrived('police@nightlight-demo.invalid')
    for (const host of hosts.expected) {
      expect((await get(host, pathOf(host, 'exact'))).status).toBe(200)
    }
  })

  it('hears a mailbox in any spelling', async () => {
    const host = hostThat('removes-at-once')
    hosts.noticeArrived(host.provider.mailbox.toUpperCase())
    expect((await get(host, pathOf(host, 'exact'))).status).toBe(404)
  })

  it('keeps innocent pictures up after notices, where the host is up at all', async () => {
    for (const host of hosts.expected) {
      hosts.noticeArrived(host.provider.mailbox)
      const { status } = await get(host, pathOf(host, 'innocent'))
      expect(status).toBe(host.behaviour === 'unavailable' ? 503 : 200)
    }
  })
})

describe('a host that removes at once', () => {
  it('drops what matches from the server and the page', async () => {
    const host = hostThat('removes-at-once')
    hosts.noticeArrived(host.provider.mailbox)
    expect(new Set(await look(host))).toEqual(new Set([404]))
    for (const { path, kind } of host.pictures) {
      expect((await page(host)).includes(path)).toBe(kind === 'innocent')
    }
  })
})

describe('a host that removes after the second notice', () => {
  it('ignores the first', async () => {
    const host = hostThat('removes-after-second-notice')
    hosts.noticeArrived(host.provider.mailbox)
    expect(await look(host)).toEqual([200])
  })

  it('heeds the second, in the style sheet too', async () => {
    const host = hostThat('removes-after-second-notice')
    hosts.noticeArrived(host.provider.mailbox)
    hosts.noticeArrived(host.provider.mailbox)
    expect(await look(host)).toEqual([404])
    expect((await get(host, '/style.css')).body.toString()).not.toContain(pathOf(host, 'exact'))
  })
})

describe('a host that recompresses', () => {
  it('serves other, smaller bytes at the same place and says that they are gone', async () => {
    const host = hostThat('recompresses')
    const before = await get(host, pathOf(host, 'exact'))
    hosts.noticeArrived(host.provider.mailbox)
    const after = await get(host, pathOf(host, 'exact'))
    expect(after.status).toBe(200)
    expect(after.body.length).toBeLessThan(before.body.length)
    expect(await page(host)).toContain('have been removed')
  })
})

describe('a host that is unavailable', () => {
  it('answers 503 to everything', async () => {
    const host = hostThat('unavailable')
    hosts.noticeArrived(host.provider.mailbox)
    for (const path of ['/', '/style.css', '/none', pathOf(host, 'exact')]) {
      expect((await get(host, path)).status).toBe(503)
    }
  })
})

describe('a host that moves', () => {
  it('has the same bytes elsewhere and shows them there', async () => {
    const host = hostThat('moves')
    const old = pathOf(host, 'exact')
    const before = await get(host, old)
    hosts.noticeArrived(host.provider.mailbox)
    const moved = /src="(\/archive\/[^"]+)"/.exec(await page(host))?.[1] ?? ''
    expect((await get(host, old)).status).toBe(404)
    expect((await get(host, moved)).body.equals(before.body)).toBe(true)
  })

  it('has nothing at the new place before', async () => {
    const host = hostThat('moves')
    const moved = pathOf(host, 'exact').replace('/photos/', '/archive/')
    expect((await get(host, moved)).status).toBe(404)
  })

  it('shows the new place on its second page too', async () => {
    const host = hostThat('moves')
    hosts.noticeArrived(host.provider.mailbox)
    expect((await get(host, '/gallery')).body.toString()).toContain('href="/archive/')
  })
})

describe('a host that returns', () => {
  it('has removed for three looks and has everything back from the fourth', async () => {
    const host = hostThat('returns')
    await look(host)
    hosts.noticeArrived(host.provider.mailbox)
    const looks = []
    for (const _ of [1, 2, 3, 4, 5]) looks.push(await look(host))
    expect(looks).toEqual([[404], [404], [404], [200], [200]])
  })

  it('stays back when it is told again', async () => {
    const host = hostThat('returns')
    hosts.noticeArrived(host.provider.mailbox)
    for (const _ of [1, 2, 3, 4]) await look(host)
    hosts.noticeArrived(host.provider.mailbox)
    expect(await look(host)).toEqual([200])
  })

  it('does not count a look that broke off before it asked for the picture', async () => {
    const host = hostThat('returns')
    hosts.noticeArrived(host.provider.mailbox)
    await page(host)
    await page(host)
    const looks = []
    for (const _ of [1, 2, 3, 4]) looks.push(await look(host))
    expect(looks).toEqual([[404], [404], [404], [200]])
  })

  it('goes on counting after a restart on the same port', async () => {
    const mailbox = hostThat('returns').provider.mailbox
    hosts.noticeArrived(mailbox)
    for (const _ of [1, 2, 3]) await look(hostThat('returns'))
    const { port } = hosts
    await hosts[Symbol.asyncDispose]()
    hosts = await start(port, new Map([[mailbox, 1]]))
    expect(hosts.port).toBe(port)
    expect(await look(hostThat('returns'))).toEqual([200])
  })
})

describe('expected', () => {
  it('says what to report and what to expect of every site', () => {
    expect(hosts.expected.map(({ name }) => name)).toEqual(SITES.map(({ name }) => name))
    expect(hostThat('moves')).toMatchObject({
      address: '127.0.10.5',
      provider: { name: 'Orchard Networks AB', country: 'SE' },
      pages: [`http://127.0.10.5:${hosts.port}/`, `http://127.0.10.5:${hosts.port}/gallery`],
      expectedOutcome: 'still-present',
      expectedNotices: 1,
    })
    expect(hosts.expected.map(({ provider }) => provider.mailbox)).toEqual(SITES.map(mailboxOf))
  })
})
