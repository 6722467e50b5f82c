import { expect, it } from 'vitest'
import { noteRendered } from '../survey/rendered-store.ts'
import { createWorld, dueLocation, html, jpeg, seedTakedown, startSite } from '../testing-crawl.ts'
import { renderingShortage } from './rendering-shortage.ts'

it('counts the cases that need scripts and are still looked at', async () => {
  await using site = await startSite()
  await using world = await createWorld(site)
  const { db } = world
  site.serve('/a.jpg', jpeg('scene-1'))
  const cases: string[] = []
  for (const path of ['/with', '/without', '/done']) {
    site.serve(path, html('<img src=a.jpg>'))
    const page = await dueLocation(world, path)
    await world.crawl(page)
    cases.push(await seedTakedown(world, page))
    expect(await renderingShortage(db)).toBeNull()
    if (path === '/done') await noteRendered(db, page.id)
  }
  await db
    .updateTable('takedown')
    .set({ next_check_at: null })
    .where('id', '=', cases[2]!)
    .execute()
  expect(await renderingShortage(db)).toBeNull()
  const page = await dueLocation(world, '/with')
  await noteRendered(db, page.id)
  expect(await renderingShortage(db)).toMatchObject({ code: 'rendering-off', cases: 1, pages: 1 })
})
