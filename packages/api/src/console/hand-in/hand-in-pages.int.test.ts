import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digestOf, digests, openTestList } from '../../fixtures/seed-list.ts'
import { fileForm, sender } from '../../fixtures/send-file.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../../fixtures/test-app.ts'
import { ruleOfList, setSignatureRule } from '../../machines/signature-rule-store.ts'
import { TEXTS } from '../texts.ts'

let test: TestApp
let listId: string
let officer: Awaited<ReturnType<typeof sender>>
beforeAll(async () => {
  test = await createTestApp()
  listId = await openTestList(test, await caller(test, 'Opener'))
  officer = await sender(test, await test.sessionOf('police', 'Officer'))
})
afterAll(() => test[Symbol.asyncDispose]())

const rowOf = (id: string) =>
  test.db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const count = async () =>
  Number(
    (
      await test.db
        .selectFrom('submission')
        .select((eb) => eb.fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

describe('a list', () => {
  it('is opened by a form, for the own authority', async () => {
    const body = { name: 'Case 12 of 2026', legalClass: 'csam', countries: 'be, nl' }
    const opened = await officer.post('/console/hash-lists/new', body)
    expect(opened.statusCode).toBe(303)
    const page = await officer.get(String(opened.headers.location))
    expect(page.body).toContain('Case 12 of 2026')
    const row = await test.db
      .selectFrom('hash_list')
      .select('jurisdictions')
      .where('name', '=', 'Case 12 of 2026')
      .executeTakeFirstOrThrow()
    expect(row.jurisdictions).toEqual(['BE', 'NL'])
  })

  it('is of an authority that there is, or of a new one on purpose, where a supervisor opens it', async () => {
    const sue = await sender(test, await test.sessionOf('supervisor', 'Sue'))
    expect((await sue.get('/console/hash-lists/new')).body).toMatch(
      new RegExp(`<select name="authority">[^]*<option value="${HOME_POLICE}">`),
    )
    const open = async (name: string, whose: Record<string, string>) =>
      (
        await sue.post('/console/hash-lists/new', {
          name,
          legalClass: 'csam',
          countries: '',
          ...whose,
        })
      ).statusCode
    expect(await open('Of whom', { authority: 'Home Polise', newAuthority: '' })).toBe(400)
    expect(await open('Of whom', { authority: '', newAuthority: '' })).toBe(400)
    expect(await open('Of theirs', { authority: HOME_POLICE, newAuthority: '' })).toBe(303)
    // typed in another way it is the same authority, and the same list of it
    expect(await open('Of theirs', { authority: '', newAuthority: 'home  POLICE' })).toBe(303)
    expect(await open('Of others', { authority: '', newAuthority: 'West Police' })).toBe(303)
    const { rows } = await sql<{ name: string; authority: string }>`
      select l.name, a.name as authority from hash_list l join authority a on a.id = l.authority_id
       where l.name like 'Of %' order by l.name`.execute(test.db)
    expect(rows).toEqual([
      { name: 'Of others', authority: 'West Police' },
      { name: 'Of theirs', authority: HOME_POLICE },
    ])
  })

  it('is not opened for what is no country, and says so at the field', async () => {
    const body = { name: 'Other', legalClass: 'csam', countries: 'Belgium' }
    const refused = await officer.post('/console/hash-lists/new', body)
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toMatch(/name="countries"[^>]*aria-invalid="true"/)
    expect(refused.body).toContain('value="Belgium"')
    expect(refused.body).toContain('A country is two letters: BE.')
  })

  it('is not opened without a name, which is told in sentences', async () => {
    const body = { name: '', legalClass: 'csam', countries: '' }
    const refused = await officer.post('/console/hash-lists/new', body)
    expect(refused.body.replaceAll(/\s+/g, ' ')).toContain(
      'That did not work. Nothing was changed.',
    )
  })
})

describe('a file', () => {
  it('is handed in by the plain form', async () => {
    const fields = { algorithm: 'sha256', legalBasis: 'BR 55.12/2026', officer: 'CP Janssens' }
    const done = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, digests(0, 50), {
      ...fields,
      kind: 'addition',
      expires: '2099-12-31',
      size: '3250',
    })
    expect(done.statusCode).toBe(303)
    const id = /submissions\/([0-9a-f-]{36})\?done=staged/.exec(String(done.headers.location))![1]!
    expect(await rowOf(id)).toMatchObject({
      state: 'staged',
      accepted: 50,
      legal_basis: 'BR 55.12/2026',
      submitter: 'Officer',
      size: '3250',
      expires_at: new Date('2099-12-31T23:59:59Z'),
    })
    const page = (await officer.get(String(done.headers.location))).body
    expect(page).toContain('The file has come in')
    expect(page).not.toContain(digestOf(0))
  })

  it('that was broken off goes on from there', async () => {
    const url = `/console/hash-lists/${listId}/hand-in`
    const file = digests(1_000, 21_000)
    const fields = { algorithm: 'sha256', size: String(file.length) }
    const cut = fileForm({ form: officer.form, ...fields }, file).subarray(0, 1_250_000)
    const broken = await officer.sendBody(url, cut)
    expect([broken.statusCode, broken.body]).toEqual([
      400,
      expect.stringContaining('did not come whole'),
    ])
    const begun = await test.db
      .selectFrom('submission')
      .select(['id', 'rows_read'])
      .where('state', '=', 'receiving')
      .executeTakeFirstOrThrow()
    expect(Number(begun.rows_read)).toBeGreaterThan(10_000)
    const again = await officer.sendFile(url, file, fields)
    expect(again.headers.location).toContain(begun.id)
    expect(await rowOf(begun.id)).toMatchObject({ state: 'staged', accepted: 20_000, duplicate: 0 })
  })

  it('is tried, and nothing of it kept', async () => {
    const before = await count()
    const file = `${digests(0, 2)}${digests(100, 103)}abcd\n`
    const tried = await officer.sendFile(`/console/hash-lists/${listId}/try`, file, {
      algorithm: 'sha256',
    })
    expect(tried.statusCode).toBe(200)
    const text = tried.body.replaceAll(/\s+/g, ' ')
    for (const part of [
      'Nothing of it was kept',
      '3</span> accepted',
      'a hash has the wrong length',
    ])
      expect(text.replaceAll(/<span class="\w+">(\d)/g, '$1</span>')).toContain(part)
    expect(await count()).toBe(before)
  })

  it('is tried, with the columns that are read and those that are not', async () => {
    const file = `reference,sha256,category,Image\nIMG-1,${digestOf(800)},A1,x\n`
    const tried = async (columns: string) => {
      const { body } = await officer.sendFile(`/console/hash-lists/${listId}/try`, file, {
        columns,
      })
      return ['Columns read', 'Columns not read'].map((name) =>
        new RegExp(`<dt>${name}</dt>\\s*<dd>([^]*?)</dd>`).exec(body)?.[1]?.split('\n'),
      )
    }
    expect(await tried('')).toEqual([
      ['sha256', 'category'],
      ['reference', 'Image'],
    ])
    expect(await tried('reference = reference\nImage = sha1')).toEqual([
      ['reference', 'sha256', 'category', 'Image = sha1'],
      undefined,
    ])
  })

  it('that is a picture is refused, and the form keeps what was typed', async () => {
    const before = await count()
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    const fields = { algorithm: 'sha256', legalBasis: 'BR 1' }
    const refused = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, picture, fields)
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('This file is a picture')
    expect(refused.body).toContain('value="BR 1"')
    expect(await count()).toBe(before)
    const data = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, picture, fields, {
      accept: 'application/json',
    })
    expect([data.statusCode, data.json()]).toEqual([
      400,
      { code: 'file-is-picture', words: expect.stringContaining('nightlight hash') },
    ])
  })

  it.each([
    ['a damaged one', '{"value": [', {}, 'damaged or breaks off'],
    ['an empty one', '', {}, 'The file is empty'],
    ['columns that are none', digests(0, 1), { columns: 'no sign' }, 'Line 1 of the columns'],
  ])('is refused in words: %s', async (_what, file, fields, words) => {
    const refused = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, file, fields)
    expect([refused.statusCode, refused.body]).toEqual([400, expect.stringContaining(words)])
  })

  it.each(['2001-01-01', '2099-02-30', 'tomorrow'])(
    'is refused with a day that is over or none, at the field and with what to do: %s',
    async (expires) => {
      const words = TEXTS.en['problem.expiry-invalid']
      for (const action of ['hand-in', 'try']) {
        const url = `/console/hash-lists/${listId}/${action}`
        const { body, statusCode } = await officer.sendFile(url, digests(0, 1), {
          expires,
          legalBasis: 'BR 7',
        })
        expect([statusCode, body]).toEqual([400, expect.stringContaining(words)])
        expect(body).toMatch(/<input[^>]*name="expires"[^>]*aria-invalid="true"/)
        for (const kept of [`value="${expires}"`, 'value="BR 7"']) expect(body).toContain(kept)
      }
      const begun = await officer.post(`/console/hash-lists/${listId}/uploads`, {
        expires,
        size: '9',
        headSha256: digestOf(0),
      })
      expect([begun.statusCode, begun.json()]).toEqual([400, { code: 'expiry-invalid', words }])
    },
  )

  it('is refused with the line that says no column, and what was typed stands there', async () => {
    const columns = 'Image hash = SHA256\n\nreference = ref'
    const words =
      'Line 3 of the columns does not say what a column holds. It is the head of the column, = and one of these words: md5, sha1, sha256, pdq, blockhash, category, reference.'
    for (const action of ['hand-in', 'try']) {
      const url = `/console/hash-lists/${listId}/${action}`
      const { body } = await officer.sendFile(url, digests(0, 1), { columns, legalBasis: 'BR 7' })
      expect(body).toContain(words)
      expect(body).toMatch(/<textarea[^>]*name="columns"[^>]*aria-invalid="true"/)
      for (const kept of [columns, 'value="BR 7"', '<details open']) expect(body).toContain(kept)
    }
    const begun = await officer.post(`/console/hash-lists/${listId}/uploads`, {
      columns,
      size: '9',
      headSha256: digestOf(0),
    })
    expect([begun.statusCode, begun.json()]).toEqual([400, { code: 'columns-invalid', words }])
  })

  it('is read by columns that are named in capitals too', async () => {
    const file = `Image hash,number\n${digestOf(700)},IMG 1\n`
    const columns = 'Image hash = SHA256\nnumber = Reference'
    const done = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, file, { columns })
    expect(done.statusCode).toBe(303)
  })

  it('needs the token of the session', async () => {
    const before = await count()
    const refused = await officer.sendFile(`/console/hash-lists/${listId}/hand-in`, digests(0, 1), {
      form: 'x',
    })
    expect([refused.statusCode, await count()]).toEqual([403, before])
  })

  it('is not handed in to the list of another authority, nor by who only reads', async () => {
    const stranger = await sender(
      test,
      await test.sessionOf('police', 'Stranger', 'Foreign Police'),
    )
    const analyst = await sender(test, await test.sessionOf('analyst', 'Ann'))
    const url = `/console/hash-lists/${listId}/hand-in`
    expect((await stranger.get(url)).statusCode).toBe(404)
    expect((await stranger.sendFile(url, digests(0, 1))).statusCode).toBe(404)
    expect((await analyst.sendFile(url, digests(0, 1))).statusCode).toBe(403)
    expect((await analyst.get('/console/lists')).body).not.toContain('/console/hash-lists/new')
  })

  it('has to be signed where its authority says so, and the page says it before', async () => {
    const { authorityId } = await ruleOfList(test.db, listId)
    const by = { actor: 'police:x', name: 'x', at: new Date() }
    await setSignatureRule(test.db, authorityId, true, by)
    const url = `/console/hash-lists/${listId}/hand-in`
    const page = (await officer.get(url)).body
    expect(page).toContain('a browser cannot sign')
    expect(page).not.toContain('type="file"')
    expect((await officer.sendFile(url, digests(0, 1))).statusCode).toBe(403)
  })
})
