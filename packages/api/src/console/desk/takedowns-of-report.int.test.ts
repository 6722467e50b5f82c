import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const pageOf = (reportId: string): string => `/console/reports/${reportId}`
const get = async (url: string) => (await test.app.inject({ url, headers: { cookie } })).body
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('the takedowns of a report', () => {
  it('says which of its takedowns a form is of, and to which something was done', async () => {
    const here = await seedCase(test)
    const routed = { ...notifiedState, status: 'routed', plan: ['police-hand-over'] }
    const { takedownId } = await seedTakedown(test, here, routed)
    const name = `pictures[.]example …${takedownId.slice(-6)}`
    const body = await get(pageOf(here.reportId))
    for (const title of ['Enter a step done by hand', 'Put on hold']) {
      expect(body).toContain(`aria-label="${title}: ${name}"`)
    }
    const path = `${pageOf(here.reportId)}?done=step-entered&of=${takedownId}`
    const after = await get(path)
    const [flash = ''] = /<p class="flash"[^]*?<\/p>/.exec(after) ?? []
    expect(words(flash)).toContain(`${name} :`)
    // whoever hears the page: it has the focus and the title says it, without a host
    expect(flash).toContain('role="status" tabindex="-1" autofocus')
    expect(after).toMatch(/<title>[^<]+ · Report …/)
    expect(after).not.toMatch(/<title>[^<]*pictures/)
  })
})
