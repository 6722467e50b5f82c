import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digestOf, openTestList, post, staged, type Caller } from '../fixtures/seed-list.ts'
import { sender } from '../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
let listId: string
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Inge Peeters')
  listId = await openTestList(test, officer)
})
afterAll(() => test[Symbol.asyncDispose]())

const CSV = [
  'Image ID,sha256,category',
  `BE-2026-0001,${digestOf(0)},A1`,
  `BE-2026-0002,${digestOf(1)},A1`,
  `BE-2026-0003,${digestOf(2)},B9`,
].join('\n')

/** Its codes are said the meaning of later; one column is what the source calls a row. */
const READING = { mapLater: 'true', map: '{"Image ID":"reference"}' }

type Mapping = {
  mapping: string
  mark: string
  codes: {
    code: string
    rows: number
    samples: { entryId: string; line: number; reference: string | null }[]
    now: string | null
  }[]
}
const read = async (by: Caller, id: string) =>
  test.app.inject({ url: `/v1/submissions/${id}/mapping`, headers: by })

describe('the mapping of a submission', () => {
  it('is read with examples as they stand in the file, said, and activated by somebody else', async () => {
    const id = await staged(test, officer, listId, `${CSV}\n`, READING)
    const found = (await read(officer, id)).json<Mapping>()
    expect(found).toMatchObject({
      mapping: 'needed',
      codes: [
        {
          code: 'A1',
          rows: 2,
          samples: [
            { line: 2, reference: 'BE-2026-0001' },
            { line: 3, reference: 'BE-2026-0002' },
          ],
          now: null,
        },
        { code: 'B9', rows: 1, samples: [{ line: 4, reference: 'BE-2026-0003' }] },
      ],
    })
    const body = { classes: { A1: 'csam', B9: 'harmful' }, mark: found.mark }
    const said = await post(test, officer, `/v1/submissions/${id}/mapping`, body)
    expect(said.json()).toMatchObject({
      mapping: 'said',
      mappedBy: [{ name: 'Inge Peeters' }],
      codes: [{ now: 'csam' }, { now: 'harmful' }],
    })
    expect((await post(test, officer, `/v1/submissions/${id}/mapping`, body)).json()).toMatchObject(
      { code: 'mapping-changed' },
    )
    expect((await post(test, officer, `/v1/submissions/${id}/activate`)).statusCode).toBe(403)
    const colleague = await caller(test, 'Jan Maes')
    const path = `/v1/submissions/${id}`
    const unseen = await post(test, colleague, `${path}/activate`)
    expect([unseen.statusCode, unseen.json()]).toMatchObject([409, { code: 'mapping-unseen' }])
    const seen = (await test.app.inject({ url: path, headers: colleague })).json<{ mark: string }>()
    const change = { classes: { B9: 'csam' }, mark: said.json<Mapping>().mark }
    await post(test, officer, `${path}/mapping`, change)
    const late = await post(test, colleague, `${path}/activate?mark=${seen.mark}`)
    expect([late.statusCode, late.json()]).toMatchObject([409, { code: 'mapping-changed' }])
    const again = (await test.app.inject({ url: path, headers: colleague })).json<typeof seen>()
    const done = await post(test, colleague, `${path}/activate?mark=${again.mark}`)
    expect([done.statusCode, done.json()]).toMatchObject([200, { state: 'active', mark: null }])
  })

  it('shows the page an example by its number and row, with a way to its entry', async () => {
    const file = CSV.replaceAll(digestOf(0), digestOf(10))
      .replaceAll(digestOf(1), digestOf(11))
      .replaceAll(digestOf(2), digestOf(12))
    const id = await staged(test, officer, listId, `${file}\n`, READING)
    const [code] = (await read(officer, id)).json<Mapping>().codes
    const { entryId } = code!.samples[0]!
    const desk = await sender(test, await test.sessionOf('police', 'Jan Maes'))
    const page = (await desk.get(`/console/submissions/${id}/mapping`)).body
    expect(page).toContain('BE-2026-0001')
    expect(page).toContain('line 2')
    const entry = `/console/hash-lists/${listId}/entries/${entryId}`
    expect(page).toContain(`href="${entry}"`)
    expect((await desk.get(entry)).statusCode).toBe(200)
    const analyst = await caller(test, 'Ann', 'analyst')
    const seen = (await read(analyst, id)).json<Mapping>()
    expect(seen.codes[0]!.samples[0]).toMatchObject({ line: 2, reference: null })
  })

  it('is as if it were not there for another authority, and is not said by who only reads', async () => {
    const id = await staged(test, officer, listId, `sha256,category\n${digestOf(30)},C\n`, {
      mapLater: 'true',
    })
    const stranger = await caller(test, 'Stranger', 'police', 'Foreign Police')
    expect((await read(stranger, id)).statusCode).toBe(404)
    const body = { classes: { C: 'csam' }, mark: 'x' }
    const url = `/v1/submissions/${id}/mapping`
    expect((await post(test, stranger, url, body)).statusCode).toBe(404)
    const analyst = await caller(test, 'Ann', 'analyst')
    expect((await post(test, analyst, url, body)).statusCode).toBe(403)
  })
})
