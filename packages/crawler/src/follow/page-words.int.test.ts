import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createWorld,
  html,
  jpeg,
  startSite,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'
import { createFollowing } from './testing-follow.ts'

let site: Site
let world: World
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

function serve(folder: string, replies: Record<string, Reply>): URL {
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${folder}/${file}`, reply)
  return site.url(`/${folder}/`)
}

describe('what a page says', () => {
  const textOf = async (locationId: string) => {
    const row = await world.db
      .selectFrom('page_text')
      .selectAll()
      .where('location_id', '=', locationId)
      .executeTakeFirstOrThrow()
    const place = { table: 'page_text', column: 'text_ct', row: locationId }
    const { language, truncated } = row
    return { ...JSON.parse(world.crypto.openText(place, row.text_ct)), language, truncated }
  }

  it('is kept sealed, without markup, addresses and pictures; the newest only', async () => {
    const following = createFollowing(world)
    const page = (word: string): Reply => ({
      body: `<html lang=nl><title>Titel ${word}</title><script>var x</script><body><p>Tekst ${word} &amp; meer
        https://host.test/secret-path <img src=s.jpg alt=verborgen></p></html>`,
    })
    const url = serve('words', { '': page('een'), 's.jpg': jpeg('scene-1') })
    const root = await following.report(url)
    await following.crawlAll()
    serve('words', { '': page('twee') })
    await sql`update location set crawl_due_at = clock_timestamp() where id = ${root}`.execute(
      world.db,
    )
    await following.crawlAll()
    expect(await textOf(root)).toEqual({
      title: 'Titel twee',
      text: expect.stringMatching(/^Tekst twee & meer/),
      language: 'nl',
      truncated: false,
    })
    const stored = JSON.stringify(await textOf(root))
    expect(stored).not.toMatch(/secret-path|verborgen|var x|<|http/)
    const { rows } = await sql<{ text_ct: Buffer }>`select text_ct from page_text`.execute(world.db)
    for (const { text_ct } of rows) expect(text_ct.includes('Titel')).toBe(false)
  })

  it('is kept of each page that was followed', async () => {
    const following = createFollowing(world)
    const url = serve('said', {
      '': html('<a href=set><img src=s.jpg></a>'),
      set: html('<p>words of the set</p>'),
      's.jpg': jpeg('scene-1'),
    })
    const root = await following.report(url, { depth: 1 })
    await following.crawlAll()
    const row = await world.db
      .selectFrom('crawl_page')
      .select('location_id')
      .where('root_location_id', '=', root)
      .executeTakeFirstOrThrow()
    expect(await textOf(row.location_id)).toMatchObject({ text: 'words of the set' })
  })
})
