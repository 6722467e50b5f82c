import { seedReport } from '@nightlight/api/testing'
import { newId } from '@nightlight/runtime'
import { expect, it } from 'vitest'
import { installCommand, recordsIn } from './testing-command.ts'

const { inside, keyOf, said } = installCommand('--json')
const LONG_AGO = new Date('2016-03-01T10:00:00Z')

it('tells what would be erased and erases it, but not what is held, until another releases it', async () => {
  const [sue, tom] = [await keyOf('sue', 'supervisor'), await keyOf('tom', 'supervisor')]
  const retention = (key: string, ...args: string[]) =>
    said('retention', ...args, '--key-file', key)
  const rows = async (what: 'preview' | 'run') => recordsIn((await retention(sue, what)).out)
  const ofReporter = async () => (await rows('run')).find(({ task }) => task === 'report.reporter')
  const [due, erased] = [await rows('preview'), await rows('run')]
  expect(due.map(({ task }) => task)).toContain('report.reporter')
  expect(due).toEqual(due.map((row) => ({ ...row, due: 0 })))
  expect(erased).toMatchObject(due.map(({ task }) => ({ task, erased: 0, held: 0 })))

  const report = await inside(async (deps) => {
    const id = await seedReport(deps)
    const refused = { location_id: null, refused_code: 'url-invalid', accepted_at: LONG_AGO }
    await deps.db
      .insertInto('report_location')
      .values({ report_id: id, ...refused })
      .execute()
    return id
  })
  const hold = (reason: string, ...more: string[]) =>
    retention(sue, 'hold', '--reason', reason, '--authority', 'Court of Ghent', ...more)
  expect((await hold('because', '--report', report)).err).toContain('[option-invalid]')
  expect((await hold('court-order')).err).toContain('[option-invalid]')
  expect((await hold('court-order', '--takedown', report)).err).toContain('[legal-hold-of-nothing]')
  const placed = await hold('court-order', '--report', report, '--review-days', '30')
  const [{ hold: id, reviewAt }] = recordsIn(placed.out) as [Record<string, string>]
  expect(Date.parse(reviewAt!) - Date.now()).toBeGreaterThan(29 * 86_400_000)
  expect(await ofReporter()).toMatchObject({ erased: 0, held: 1 })

  expect((await retention(sue, 'release', newId())).err).toContain('[legal-hold-not-found]')
  expect((await retention(sue, 'release', id!)).err).toContain('[second-person-needed]')
  const released = await retention(tom, 'release', id!)
  expect(recordsIn(released.out)).toEqual([{ hold: id, state: 'released' }])
  expect(await ofReporter()).toMatchObject({ erased: 1, held: 0 })
})
