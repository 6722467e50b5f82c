import { describe, expect, it } from 'vitest'
import { createHostPacing } from '../fetch/host-pacing.ts'
import { createFetcher, startHttp } from '../fetch/testing.ts'
import { emptySurvey } from '../survey/survey.ts'
import { absentAddress, probeHosts } from './probe.ts'

describe('absentAddress', () => {
  const form = (url: string): string =>
    absentAddress(new URL(url)).href.replace(/[0-9a-f]{24}/g, '*')

  it.each([
    ['http://site.com/', 'http://site.com/*'],
    ['http://site.com/a.jpg', 'http://site.com/*.jpg'],
    ['http://site.com/x/y/a.tar.jpg', 'http://site.com/x/y/*.jpg'],
    ['http://site.com/x/y', 'http://site.com/x/*'],
    ['http://site.com/x/y/', 'http://site.com/x/*/'],
    ['http://site.com/show.php?id=1&v=2', 'http://site.com/show.php?id=*&v=*'],
  ])('of %s is like it', (url, expected) => {
    expect(form(url)).toBe(expected)
  })

  it('is another each time', () => {
    const url = new URL('http://site.com/a.jpg')
    expect(absentAddress(url).href).not.toBe(absentAddress(url).href)
  })
})

describe('probeHosts', () => {
  it('gives up in time on a host that keeps it waiting, and says nothing of it', async () => {
    await using server = await startHttp(() => undefined)
    await using safeFetch = createFetcher({ ports: [server.port] })
    const pacing = createHostPacing({ now: () => new Date() }, { perHost: 1, minGapMs: 0 })
    const manners = { leftMs: async () => 0, heard: async () => undefined, worthMs: 0 }
    const page = { id: 'page', url: `${server.origin}/a/`, host: '127.0.0.1' }
    const survey = emptySurvey(
      {
        outcome: 'page',
        code: 'page',
        retryable: false,
        body: Buffer.from('<p>Not found'),
        contentType: 'text/html',
        url: new URL(page.url),
      },
      page.id,
    )
    survey.visits.set(page.id, survey.page)
    const { signal } = new AbortController()
    const noted: unknown[] = []
    const noteProbe = async (...came: unknown[]) => void noted.push(came)
    const deps = { safeFetch, pacing, manners, noteProbe }
    const probes = await probeHosts(deps, page, [], survey, signal, 100)
    expect([server.connections(), probes.size]).toEqual([1, 0])
    expect(noted).toEqual([[page.id, 'cut-short']])
  })
})
