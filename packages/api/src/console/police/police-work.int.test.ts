import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digestOf, digests, openTestList, post, staged } from '../../fixtures/seed-list.ts'
import { seedHandOver } from '../../fixtures/seed-hand-over.ts'
import { sender } from '../../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
const overviewOf = async (name: string, authority?: string): Promise<string> => {
  const at = await sender(test, await test.sessionOf('police', name, authority))
  return (await at.get('/console')).body.replaceAll(/\s+/g, ' ')
}
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

describe('the overview of an officer', () => {
  it('says that nothing waits where nothing does', async () => {
    expect(await overviewOf('Inge Peeters')).toContain('Nothing waits for you.')
  })

  it('has what a second officer activates, and tells the first one that it is with others', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'Seizures' })
    const id = await staged(test, inge, list, digests(0, 7))
    const colleague = await overviewOf('Jan Maes')
    expect(colleague).toContain('Activate a file for Seizures')
    expect(colleague).toContain(`href="/console/submissions/${id}"`)
    const own = await overviewOf('Inge Peeters')
    expect(own).not.toContain('Activate a file for')
    expect(own).toContain('A colleague has to activate: Seizures')
    expect(await overviewOf('Stranger', 'Foreign Police')).toContain('Nothing waits for you.')
    await post(test, await caller(test, 'Jan Maes'), `/v1/submissions/${id}/activate`)
    expect(await overviewOf('Jan Maes')).not.toContain('Activate a file for')
  })

  it('has what is to be handed in again since nothing was accepted, which waits for no colleague', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'Cut short' })
    const id = await staged(test, inge, list, `${digestOf('b').slice(2)}\n`)
    for (const name of ['Inge Peeters', 'Jan Maes']) {
      const page = await overviewOf(name)
      expect(page).toContain('Nothing was accepted, to be handed in again: Cut short')
      expect(page).toContain(`href="/console/submissions/${id}"`)
      expect(page).not.toContain('has to activate: Cut short')
    }
    await post(test, inge, `/v1/submissions/${id}/end`, { reason: 'cut short' })
    expect(await overviewOf('Jan Maes')).not.toContain('Cut short')
  })

  it('has what is to be handed in again since its end has passed, which is offered to nobody', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'Late' })
    const id = await staged(test, inge, list, digests(40, 45))
    await test.db
      .updateTable('submission')
      .set({ expires_at: new Date('2026-01-01T00:00:00Z') })
      .where('id', '=', id)
      .execute()
    const path = `/console/submissions/${id}`
    for (const name of ['Inge Peeters', 'Jan Maes']) {
      expect(await overviewOf(name)).toContain('Its end has passed, to be handed in again: Late')
      const at = await sender(test, await test.sessionOf('police', name))
      const page = (await at.get(path)).body
      expect(page).toContain('badge bad">its end has passed<')
      expect(page).toContain('hand the file in again with a later end')
      expect(page).not.toContain(`${path}/activate`)
      expect(page).toContain(`${path}/discard`)
    }
    const sue = await sender(test, await test.sessionOf('supervisor', 'Sue'))
    expect((await sue.get('/console/supervision')).body).not.toContain(path)
  })

  it('tells files of one list apart, on every page that names them', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'Twice' })
    const ids = [
      await staged(test, inge, list, digests(20, 22)),
      await staged(test, inge, list, digests(30, 32)),
    ]
    const lists = async (role: 'police' | 'supervisor', path: string) => {
      const at = await sender(test, await test.sessionOf(role, 'Jan Maes'))
      return (await at.get(path)).body.replaceAll(/\s+/g, ' ')
    }
    for (const id of ids) {
      const named = `<span class="id">…${id.slice(-6)}</span>`
      expect(await overviewOf('Jan Maes')).toContain(`Activate a file for Twice ${named}`)
      expect(await overviewOf('Inge Peeters')).toContain(`has to activate: Twice ${named}`)
      expect(await lists('police', '/console/lists')).toContain(`Twice ${named}`)
      expect(await lists('supervisor', '/console/supervision')).toContain(`Twice ${named}`)
      const path = `/console/submissions/${id}`
      expect(await lists('police', path)).toContain(`Submission …${id.slice(-6)}</h1>`)
      expect(await lists('police', `${path}/discard`)).toContain(named)
    }
  })

  it('has a way to hand in: to the one list there is, else to where one is chosen', async () => {
    const way = async () =>
      /href="([^"]+)"\s*>Hand in a file</.exec(await overviewOf('Nora', 'North Police'))?.[1]
    const nora = await caller(test, 'Nora', 'police', 'North Police')
    expect(await way()).toBe('/console/lists#lists')
    const at = await sender(test, await test.sessionOf('police', 'Nora', 'North Police'))
    expect((await at.get('/console/lists')).body).toContain('A list comes first: open one')
    const list = await openTestList(test, nora)
    expect(await way()).toBe(`/console/hash-lists/${list}/hand-in`)
    const other = await openTestList(test, nora)
    expect(await way()).toBe('/console/lists#lists')
    await post(test, nora, `/v1/hash-lists/${list}/withdraw`, { reason: 'over' })
    expect(await way()).toBe(`/console/hash-lists/${other}/hand-in`)
  })

  it('has codes that nobody has said the meaning of, and hand-overs that wait', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'With codes' })
    const file = `sha256,category\n${digestOf('a')},A1\n`
    const id = await staged(test, inge, list, file, { mapLater: 'true' })
    const { handOverId, reference } = await seedHandOver(test)
    const page = await overviewOf('Jan Maes')
    expect(page).toContain('Say what the codes mean: With codes')
    expect(page).toContain(`/console/submissions/${id}/mapping`)
    expect(page).toContain(`Confirm that you have ${reference}`)
    expect(page).toContain(`/console/hand-overs/${handOverId}`)
  })

  it('has a file that comes in, with how far it is', async () => {
    const inge = await caller(test, 'Inge Peeters')
    const list = await openTestList(test, inge, { name: 'Long one' })
    await test.db
      .insertInto('submission')
      .values({
        id: newId(),
        list_id: list,
        format: 'auto',
        state: 'receiving',
        submitted_by: 'key:officer',
        submitter: 'Inge Peeters',
        legal_basis: '',
        rows_read: 50,
        bytes_read: 25,
        size: 100,
      })
      .execute()
    expect(await overviewOf('Jan Maes')).toContain('A file is read into Long one')
  })
})
