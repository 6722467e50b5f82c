import { describe, expect, it } from 'vitest'
import { readForm } from './read-form.ts'

const TYPE = 'multipart/form-data; boundary=----b0'
const field = (name: string, value: string): string =>
  `------b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const fileField = (content: string): string =>
  `------b0\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`
const END = '------b0--\r\n'

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string, size = 7, type = TYPE) {
  const { fields, file } = await readForm(inPieces(text, size), type)
  const pieces: Uint8Array[] = []
  for await (const piece of file ?? []) pieces.push(piece)
  return { fields: { ...fields }, file: file && Buffer.concat(pieces).toString('latin1') }
}

describe('a form with a file', () => {
  it.each([1, 3, 64, 10_000])('is read whatever its pieces are: %i bytes each', async (size) => {
    const content = 'a\r\n--b\r\n------b\r\nc\0\xff'
    const form = field('form', 'token') + field('officer', '') + fileField(content) + END
    expect(await read(form, size)).toEqual({
      fields: { form: 'token', officer: '' },
      file: content,
    })
  })

  it('may have none, or an empty one', async () => {
    expect(await read(field('a', '1') + END)).toEqual({ fields: { a: '1' }, file: null })
    expect((await read(fileField('') + END)).file).toBe('')
  })

  it.each([
    ['breaks off in the file', fileField('abc'), TYPE],
    ['breaks off in a field', field('a', 'b').slice(0, -4), TYPE],
    ['is none', 'a=b&c=d', 'application/x-www-form-urlencoded'],
    ['has no boundary', END, 'multipart/form-data'],
    ['has a field without end', field('a', 'b'.repeat(40_000)) + END, TYPE],
    ['has fields without end', field('a', 'b').repeat(50) + END, TYPE],
  ])('is refused when it %s', async (_what, text, type) => {
    const cut = text.endsWith('abc\r\n') ? text.slice(0, -2) : text
    await expect(read(cut, 50, type)).rejects.toMatchObject({ code: 'form-malformed' })
  })
})
