import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DESK, openBrowser, PHONE } from '../packages/api/src/fixtures/open-browser.ts'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { provisionBrowser } from './browser.ts'
import { runDemo } from './guide/demo.ts'
import { furnish, makeExport } from './guide/furnish.ts'
import { handInByForm } from './guide/hand-in-by-form.ts'
import { findObjects } from './guide/objects.ts'
import { GUIDE_PAGES } from './guide/pages.ts'
import { showPage, signIn } from './guide/show-page.ts'
import { smallPng } from './guide/small-png.ts'

// node scripts/run.mjs scripts/write-guide.ts [NAME...]: after a change of a page that the guide shows, all pictures or those of these names. Takes two
// minutes, one of them until the figures may be made.
const PICTURES = new URL('../docs/guide/pictures/', import.meta.url).pathname

const names = process.argv.slice(2)
const wanted = GUIDE_PAGES.filter(({ name }) => names.length === 0 || names.includes(name))

const say = (line: string): void => console.error(`  ${line}`)
process.env['CHROMIUM_PATH'] ??= await provisionBrowser(CACHE_DIR, say)
const path = await mkdtemp(join(tmpdir(), 'nightlight-guide-'))
try {
  await using demo = await runDemo(path)
  const objects = await furnish(demo, await findObjects(demo.db, demo.crypto))
  const endedAt = Date.now()
  const taken = new Map<string, Buffer>()
  const faults: string[] = []
  await using browser = await openBrowser('guide', demo.url)
  const officer = await browser.visit(DESK)
  await signIn(demo, officer.page, 'police', objects, 'Petra')
  const listId = objects.ids['hash-lists seizures'] ?? ''
  const staged = await handInByForm(officer.page, demo.url, listId)
  objects.ids = { ...objects.ids, 'submissions staged': staged }
  await officer.page.context().close()
  // A telephone first: what is pressed on the way to a picture is pressed once, at the desk.
  for (const [ending, look] of [
    ['-phone', PHONE],
    ['', DESK],
  ] as const) {
    const pages = wanted.filter(({ phone = false }) => ending === '' || phone)
    for (const role of new Set(pages.map((one) => one.role))) {
      const { page } = await browser.visit({ ...look, timezoneId: 'Europe/Brussels' })
      if (role !== null) await signIn(demo, page, role, objects)
      if (role === 'supervisor' && ending === '') {
        objects.ids = { ...objects.ids, exports: await makeExport(demo, endedAt) }
      }
      for (const one of pages.filter((other) => other.role === role)) {
        const name = `${one.name}${ending}`
        try {
          await showPage(page, demo, one, objects)
          taken.set(name, await smallPng(await page.screenshot()))
          say(name)
        } catch (error) {
          // All that is wrong is said at once: the demo takes a minute.
          faults.push(`${name}: ${String(error).split('\n')[0]}`)
        }
      }
      await page.context().close()
    }
  }
  if (faults.length > 0) throw new Error(`Writing the guide:\n${faults.join('\n')}`)
  // The old ones stay where anything above fails.
  const old = names.length === 0 ? await readdir(PICTURES) : []
  for (const name of old) await rm(join(PICTURES, name))
  for (const [name, picture] of taken) await writeFile(join(PICTURES, `${name}.png`), picture)
} finally {
  await rm(path, { recursive: true, force: true })
}
