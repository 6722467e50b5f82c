import { describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { createTestApp, FORM, formTokenIn } from '../../fixtures/test-app.ts'

const pageOf = (reportId: string): string => `/console/reports/${reportId}`
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('addresses beyond what a shift needs', () => {
  it('are shown with a reason, which is kept, and supervisors are told', async () => {
    await using busy = await createTestApp({ revealBudget: 2 })
    const ann = await busy.sessionOf('analyst', 'Ann')
    const ask = async (url: string, as: string, fields?: Record<string, string>) => {
      const page = await busy.app.inject({ url, headers: { cookie: as } })
      if (!fields) return page
      const form = formTokenIn(page.body)
      return busy.app.inject({
        method: 'POST',
        url: `${url}/address`,
        payload: new URLSearchParams({ form, ...fields }).toString(),
        headers: { ...FORM, cookie: as },
      })
    }
    const { reportId } = await seedCase(busy)
    const path = pageOf(reportId)
    const asks = /address"[\s\S]*?name="reason"\s+required[\s\S]*?<\/form>/
    const addressForm = (body: string) =>
      body.slice(body.indexOf(`action="${path}/address"`)).split('</form>')[0]!
    for (const _time of [1, 2]) {
      expect(addressForm((await ask(path, ann)).body)).not.toContain('name="reason"')
      expect((await ask(path, ann, {})).body).toContain('hxxps[://]')
    }
    const sue = await busy.sessionOf('supervisor', 'Sue')
    expect(words((await ask('/console', sue)).body)).not.toContain('beyond what a shift needs')
    const page = (await ask(path, ann)).body
    expect(words(page)).toContain('You had 2 addresses shown in eight hours. Why this one?')
    for (const fields of [{}, { reason: '  ' }]) {
      const refused = await ask(path, ann, fields)
      expect(refused.statusCode).toBe(400)
      expect(refused.body).not.toContain('hxxps[://]')
      expect(`${addressForm(refused.body)}</form>`).toMatch(asks)
      expect(refused.body).toContain('Say why this address is needed')
    }
    const shown = await ask(path, ann, { reason: 'twelve mirrors of one site' })
    expect(shown.body).toContain('hxxps[://]')
    expect(words(shown.body)).toContain('twelve mirrors of one site Ann (analyst)')
    const events = await busy.db
      .selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('action', 'like', 'report.address-shown%')
      .orderBy('id')
      .execute()
    expect(events.map(({ action }) => action)).toEqual([
      'report.address-shown',
      'report.address-shown',
      'report.address-shown-beyond',
    ])
    expect(busy.logged()).not.toContain('twelve mirrors')
    const told = (await ask('/console', sue)).body
    expect(words(told)).toContain('Ann (analyst) had 1 address shown beyond what a shift needs')
    expect(words((await ask('/console', ann)).body)).not.toContain('beyond what a shift needs')
    // another role is another account, not another budget
    const asSupervisor = await busy.sessionOf('supervisor', 'Ann')
    expect(words((await ask(path, asSupervisor)).body)).toContain('You had 3 addresses shown')
    expect((await ask(path, asSupervisor, {})).statusCode).toBe(400)
    expect((await ask(path, asSupervisor, { reason: 'one more' })).statusCode).toBe(200)
    expect(words((await ask('/console', sue)).body)).toContain(
      'Ann (supervisor) had 2 addresses shown beyond what a shift needs',
    )
    // whoever did not go beyond is asked nothing
    const kim = await busy.sessionOf('analyst', 'Kim')
    expect((await ask(path, kim, {})).statusCode).toBe(200)
    const found = await ask(
      '/console/audit?asked=addresses',
      await busy.sessionOf('auditor', 'Odile'),
    )
    expect(words(found.body)).toContain('Exact address shown, beyond what a shift needs')
  })
})
