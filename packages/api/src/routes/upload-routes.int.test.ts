import { gzipSync, zstdCompressSync } from 'node:zlib'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
  digests,
  handIn,
  openTestList,
  post,
  type Caller,
} from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { beginUpload, sendAll } from '../fixtures/upload.ts'

const MAX_BYTES = 8 * 2 ** 20
const STALL_MS = 400

let test: TestApp
let baseUrl: string
let officer: Caller
beforeAll(async () => {
  const uploads = { maxBytes: MAX_BYTES, maxDryRunBytes: 2 ** 20, stallMs: STALL_MS, atOnce: 2 }
  test = await createTestApp({ uploads })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  officer = await caller(test, 'Officer')
})
afterAll(() => test[Symbol.asyncDispose]())

const urlOf = (listId: string, query = ''): string =>
  `${baseUrl}/v1/hash-lists/${listId}/submissions?algorithm=sha256${query}`

const submissionsOf = (listId: string) =>
  test.db.selectFrom('submission').selectAll().where('list_id', '=', listId).execute()

/** Waits until somebody has written what is waited for. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('Waiting: it never came')
    await sql`select pg_sleep(0.01)`.execute(test.db)
  }
}

const rowsRead = async (listId: string): Promise<number> =>
  Number((await submissionsOf(listId))[0]?.rows_read ?? 0)

const NDJSON = `${JSON.stringify({ sha256: digestOf(1) })}\n${JSON.stringify({ sha256: digestOf(2) })}\n`
const VICS = JSON.stringify({
  '@odata.context':
    'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/1.3.xml/US/$metadata#Media',
  value: [{ MediaID: 1, Category: 1, MD5: digestOf(3).slice(0, 32) }],
})

describe('a file', () => {
  it.each([
    ['application/octet-stream', digests(0, 2)],
    ['text/plain', digests(0, 2)],
    ['text/csv; charset=utf-8', `sha256\n${digests(0, 2)}`],
    ['application/json', NDJSON],
    ['application/json', VICS],
    ['application/x-ndjson', NDJSON],
    ['application/x-www-form-urlencoded', digests(0, 2)],
    ['multipart/form-data', digests(0, 2)],
    ['application/gzip', gzipSync(NDJSON)],
    ['application/zstd', zstdCompressSync(NDJSON)],
    ['no type at all', digests(0, 2)],
  ])('is taken as it is, whatever its type: %s', async (type, file) => {
    const listId = await openTestList(test, officer)
    const answer = await test.app.inject({
      method: 'POST',
      url: `/v1/hash-lists/${listId}/submissions?algorithm=sha256&categories={"1":"csam"}`,
      headers: { ...officer, ...(type.includes('/') ? { 'content-type': type } : {}) },
      payload: file,
    })
    expect([answer.statusCode, answer.json()]).toMatchObject([
      201,
      { state: 'staged', counts: { refused: 0 }, isResumed: false },
    ])
    expect(answer.json<{ counts: { accepted: number } }>().counts.accepted).toBeGreaterThan(0)
    expect(answer.headers['location']).toBe(`/v1/submissions/${answer.json<{ id: string }>().id}`)
  })

  it.each([
    [
      'multipart/form-data; boundary=xyz',
      `--xyz\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\n${digests(0, 2)}\r\n--xyz--\r\n`,
    ],
    ['application/x-www-form-urlencoded', digests(0, 2).replaceAll('\n', '')],
    ['application/x-www-form-urlencoded; charset=utf-8', `file=${digestOf(1)}`],
  ])('in a form is refused, and told how it is sent: %s', async (type, payload) => {
    const listId = await openTestList(test, officer)
    const headers = { ...officer, 'content-type': type }
    for (const url of [
      `/v1/hash-lists/${listId}/submissions?algorithm=sha256`,
      `/v1/hash-lists/${listId}/submissions?algorithm=sha256&dryRun=true`,
      '/v1/hash-lists/preview?algorithm=sha256',
    ]) {
      const answer = await test.app.inject({ method: 'POST', url, headers, payload })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        415,
        { code: 'upload-is-form', detail: expect.stringMatching(/-T FILE.*--data-binary @FILE/) },
      ])
    }
    expect(await submissionsOf(listId)).toEqual([])
  })

  it('tells codes that nobody mapped, and takes what is said of them', async () => {
    const listId = await openTestList(test, officer)
    const file = `sha256,category\n${digestOf(1)},1\n${digestOf(2)},2\n${digestOf(3)},7\n`
    const blind = await handIn(test, officer, listId, file, { dryRun: 'true' })
    expect(blind.json()).toMatchObject({ unmapped: { 1: 1, 2: 1, 7: 1 } })
    const categories = JSON.stringify({ 1: 'csam', 2: 'harmful', 7: 'skip' })
    const answer = await handIn(test, officer, listId, file, { categories })
    expect(answer.json()).toMatchObject({
      counts: { accepted: 2, refused: 0 },
      skipped: 1,
      unmapped: {},
      categories: { 1: 'csam', 2: 'harmful', 7: 'skip' },
    })
  })

  it('takes names of columns', async () => {
    const listId = await openTestList(test, officer)
    const map = JSON.stringify({ fingerprint: 'sha256' })
    const answer = await handIn(test, officer, listId, `fingerprint\n${digests(0, 2)}`, { map })
    expect(answer.json()).toMatchObject({ format: 'csv', counts: { accepted: 2 } })
  })

  it.each([
    ['empty', '', 'auto', 'list-empty'],
    ['cut within a row', `sha256,note\n${digestOf(1)},x\n${digestOf(2)}`, 'auto', 'list-malformed'],
    ['of another format than was said', digests(0, 2), 'vics', 'list-format-wrong'],
    ['damaged', gzipSync(digests(0, 2)).subarray(0, 40), 'auto', 'list-compression-broken'],
  ])('that is %s is refused with what to do', async (_how, file, format, code) => {
    const listId = await openTestList(test, officer)
    const answer = await handIn(test, officer, listId, file, { algorithm: 'sha256', format })
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code }])
    expect(answer.json<{ detail: string }>().detail).not.toBe('Bad request')
    for (const { state } of await submissionsOf(listId)) expect(state).toBe('failed')
  })

  it.each([
    ['kind=feed', 'kind'],
    ['format=xls', 'format'],
    ['algorithm=photodna', 'algorithm'],
    ['expiresAt=2020-01-01T00:00:00Z', 'expiresAt'],
    ['expiresAt=tomorrow', 'expiresAt'],
    ['categories=1', 'categories'],
    ['categories=[]', 'categories'],
    ['categories={"1":"illegal"}', 'categories'],
    ['categories={"1"', 'categories'],
    ['map={"a":"photodna"}', 'map'],
    ['map=null', 'map'],
    ['officer=', 'officer'],
    ['purpose=', 'purpose'],
    ['jurisdictions=', 'jurisdictions'],
    ['jurisdictions=be', 'jurisdictions'],
    ['jurisdictions=BE,EU', 'jurisdictions'],
    ['jurisdictions=BE,everywhere', 'jurisdictions'],
    ['legalBasis=%00', 'legalBasis'],
    ['dryRun=perhaps', 'dryRun'],
    ['canary=1', undefined],
  ])('is not read when the query says %s', async (query, field) => {
    const listId = await openTestList(test, officer)
    const answer = await test.app.inject({
      method: 'POST',
      url: `/v1/hash-lists/${listId}/submissions?${encodeURI(query).replaceAll('%25', '%')}`,
      headers: officer,
      payload: digests(0, 1),
    })
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'query-invalid' }])
    expect(answer.json<{ field?: string }>().field).toBe(field)
    expect(await submissionsOf(listId)).toEqual([])
  })

  it.each([
    ['kind=feed', 'kind is one of addition, edition'],
    ['format=xls', 'format is one of auto, plain, csv, ndjson, vics, icse, ncmec, caid'],
    ['algorithm=photodna', 'algorithm is one of md5, sha1, sha256, pdq, blockhash'],
    ['dryRun=perhaps', 'dryRun is true or false'],
    ['expiresAt=tomorrow', 'expiresAt is a time such as'],
    ['expiresAt=2020-01-01T00:00:00Z', 'expiresAt is a time to come'],
    ['categories={"1":"illegal"}', 'to csam, harmful or skip'],
    ['map={"a":"photodna"}', 'to md5, sha1, sha256, pdq, blockhash, category or reference'],
    ['canary=1', 'the names are kind, legalBasis'],
  ])('is told what a query may say, not what it said: %s', async (query, detail) => {
    const listId = await openTestList(test, officer)
    const answer = await test.app.inject({
      method: 'POST',
      url: `/v1/hash-lists/${listId}/submissions?${encodeURI(query)}`,
      headers: officer,
      payload: digests(0, 1),
    })
    const told = answer.json<{ detail: string }>().detail
    expect(told).toContain(detail)
    expect(told).not.toMatch(/feed|xls|photodna|perhaps|tomorrow|2020|illegal|canary/)
  })

  it('is not taken for a list that was withdrawn', async () => {
    const listId = await openTestList(test, officer)
    await post(test, officer, `/v1/hash-lists/${listId}/withdraw`, { reason: 'over' })
    const answer = await handIn(test, officer, listId, digests(0, 1), { algorithm: 'sha256' })
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'list-withdrawn' }])
  })

  it('is refused by its length alone, or when it turns out to be too long', async () => {
    const listId = await openTestList(test, officer)
    const told = beginUpload(urlOf(listId), officer, { 'content-length': MAX_BYTES + 1 })
    told.sending.flushHeaders()
    expect(await told.answer).toMatchObject({ status: 413, json: { code: 'file-too-large' } })
    told.sending.destroy()
    expect(await submissionsOf(listId)).toEqual([])

    const untold = beginUpload(urlOf(listId), officer)
    const comment = Buffer.alloc(2 ** 16, `# ${'x'.repeat(61)}\n`)
    await sendAll(
      untold.sending,
      Array.from({ length: 200 }, () => comment),
    )
    expect(await untold.answer).toMatchObject({ status: 413, json: { code: 'file-too-large' } })
    expect(await submissionsOf(listId)).toMatchObject([
      { state: 'failed', failure: 'file-too-large' },
    ])

    const query = { algorithm: 'sha256', dryRun: 'true' }
    const long = Buffer.concat([
      Buffer.from(digests(0, 1)),
      ...Array.from({ length: 17 }, () => comment),
    ])
    const dry = await handIn(test, officer, listId, long, query)
    expect(dry.statusCode).toBe(413)
  })

  it('is answered with what is wrong although the rest is still coming', async () => {
    const listId = await openTestList(test, officer)
    const { sending, answer } = beginUpload(urlOf(listId, '&format=vics'), officer)
    sending.write(digests(0, 30_000))
    expect(await answer).toMatchObject({ status: 400, json: { code: 'list-format-wrong' } })
    sending.destroy()
  })
})

describe('a connection that is cut', () => {
  it.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['gzip', (text: string) => gzipSync(text, { level: 1 })],
  ])('leaves a %s file to be gone on with', async (_how, packed) => {
    const listId = await openTestList(test, officer)
    const file = packed(digests(0, 40_000))
    const size = { 'content-length': file.length }
    const first = beginUpload(urlOf(listId), officer, size)
    first.sending.write(file.subarray(0, Math.floor(file.length * 0.8)))
    await until(async () => (await rowsRead(listId)) >= 12_000)
    first.sending.destroy()
    await expect(first.answer).rejects.toThrow()
    const before = await rowsRead(listId)
    expect(await submissionsOf(listId)).toMatchObject([{ state: 'receiving' }])

    await until(async () => {
      const again = beginUpload(urlOf(listId), officer, size)
      await sendAll(again.sending, [file])
      const { status, json } = await again.answer
      // until the first one has let go of it
      if (status === 409) return false
      expect(json).toMatchObject({ state: 'staged', isResumed: true, counts: { accepted: 40_000 } })
      return true
    })
    expect(before).toBeGreaterThanOrEqual(12_000)
    const all = await submissionsOf(listId)
    expect(all).toHaveLength(1)
    const { rows } = await sql`select from list_entry where list_id = ${listId}`.execute(test.db)
    expect(rows).toHaveLength(40_000)
  })

  it('does not let another file go on in its place, nor another person', async () => {
    const listId = await openTestList(test, officer)
    const file = digests(0, 30_000)
    const first = beginUpload(urlOf(listId), officer)
    first.sending.write(file.slice(0, Math.floor(file.length * 0.9)))
    await until(async () => (await rowsRead(listId)) >= 20_000)
    first.sending.destroy()
    await until(async () => {
      const other = beginUpload(urlOf(listId), officer)
      await sendAll(other.sending, [file.slice(0, 65 * 18_000), digests(50_000, 65_000)])
      const { status, json } = await other.answer
      if (json['code'] === 'submission-being-received') return false
      expect([status, json]).toMatchObject([409, { code: 'submission-file-differs' }])
      return true
    })
    const colleague = await caller(test, 'Colleague')
    const own = beginUpload(urlOf(listId), colleague)
    await sendAll(own.sending, [file])
    expect(await own.answer).toMatchObject({ status: 201, json: { isResumed: false } })
  })

  it('is no error of ours', async () => {
    expect(test.logged()).not.toContain('request failed')
  })
})

describe('an upload', () => {
  it('that stalls is cut, and can be gone on with', async () => {
    const listId = await openTestList(test, officer)
    const { sending, answer } = beginUpload(urlOf(listId), officer)
    sending.write(digests(0, 20_000))
    expect(await answer).toMatchObject({ status: 408, json: { code: 'upload-stalled' } })
    expect(await submissionsOf(listId)).toMatchObject([{ state: 'receiving' }])
    sending.destroy()
  })

  it('that only drips is cut as well', async () => {
    const listId = await openTestList(test, officer)
    const { sending, answer } = beginUpload(urlOf(listId), officer)
    sending.write(digests(0, 20_000))
    const drip = setInterval(() => sending.write('#\n'), 20)
    const { status } = await answer.finally(() => clearInterval(drip))
    expect(status).toBe(408)
    sending.destroy()
  })

  it('that goes on is not cut, however long it takes', async () => {
    const listId = await openTestList(test, officer)
    const { sending, answer } = beginUpload(urlOf(listId), officer)
    const from = Date.now()
    for (let n = 0; n < 12; n++) {
      sending.write(digests(n * 1_100, (n + 1) * 1_100))
      await sql`select pg_sleep(0.1)`.execute(test.db)
    }
    sending.end()
    expect(await answer).toMatchObject({ status: 201, json: { counts: { accepted: 13_200 } } })
    expect(Date.now() - from).toBeGreaterThan(2 * STALL_MS)
  })

  it('beyond those that are taken at once is told to wait', async () => {
    const lists = await Promise.all(Array.from({ length: 3 }, () => openTestList(test, officer)))
    const begun = lists.slice(0, 2).map((id) => beginUpload(urlOf(id), officer))
    for (const { sending } of begun) sending.write(digests(0, 20_000))
    await until(async () => (await rowsRead(lists[0]!)) > 0 && (await rowsRead(lists[1]!)) > 0)
    const third = await handIn(test, officer, lists[2]!, digests(0, 1), { algorithm: 'sha256' })
    expect([third.statusCode, third.json()]).toMatchObject([503, { code: 'uploads-busy' }])
    expect(third.headers['retry-after']).toBe('60')
    for (const { sending } of begun) sending.end()
    for (const { answer } of begun) expect((await answer).status).toBe(201)
    const again = await handIn(test, officer, lists[2]!, digests(0, 1), { algorithm: 'sha256' })
    expect(again.statusCode).toBe(201)
  })

  it('of one file twice at a time is refused once', async () => {
    const listId = await openTestList(test, officer)
    const file = digests(0, 20_000)
    const first = beginUpload(urlOf(listId), officer)
    first.sending.write(file)
    await until(async () => (await rowsRead(listId)) > 0)
    const second = beginUpload(urlOf(listId), officer)
    await sendAll(second.sending, [file])
    expect(await second.answer).toMatchObject({
      status: 409,
      json: { code: 'submission-being-received' },
    })
    first.sending.end()
    expect((await first.answer).status).toBe(201)
  })

  it('needs a key before anything of it is read', async () => {
    const listId = await openTestList(test, officer)
    const { sending, answer } = beginUpload(urlOf(listId), { authorization: 'Bearer none' })
    sending.write(digests(0, 10_000))
    expect((await answer).status).toBe(401)
    sending.destroy()
    const unknown = beginUpload(urlOf(newId()), officer)
    unknown.sending.write(digests(0, 10_000))
    expect((await unknown.answer).status).toBe(404)
    unknown.sending.destroy()
  })
})

describe('stopping', () => {
  it('cuts uploads, which go on with the next process', async () => {
    const other = await createTestApp()
    const by = await caller(other, 'Officer')
    const url = await other.app.listen({ host: '127.0.0.1', port: 0 })
    const listId = await openTestList(other, by)
    const path = `/v1/hash-lists/${listId}/submissions?algorithm=sha256`
    const { sending, answer } = beginUpload(url + path, by)
    sending.write(digests(0, 20_000))
    const states = () => other.db.selectFrom('submission').select(['state', 'rows_read']).execute()
    await until(async () => Number((await states())[0]?.rows_read ?? 0) > 0)
    const closed = other.app.close()
    expect(await answer).toMatchObject({ status: 400, json: { code: 'upload-cut' } })
    sending.destroy()
    await closed
    expect(await states()).toMatchObject([{ state: 'receiving' }])
    await other[Symbol.asyncDispose]()
  })
})
