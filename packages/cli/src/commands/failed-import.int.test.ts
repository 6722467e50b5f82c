import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, keyOf, said } = installCommand()
describe('lists import and lists show', () => {
  it('tell why a file could not be read and how far it was, and what categories left out', async () => {
    const [file, key] = [at('list'), await keyOf('s', 'supervisor')]
    const imported = async (text: string, ...more: string[]) => {
      await writeFile(file, text)
      return said('lists', 'import', file, '--list', 'l', '--authority', 'a', ...more)
    }
    const digest = '0123456789abcdef'
    const failed = await imported(`${digest.repeat(2)}\n${digest.repeat(4)}\n`)
    expect(failed.err).toContain('The last that could be read was line 1, within 98 bytes')
    expect(failed.err).toContain('[list-algorithm-needed]')
    const media = `{"@odata.context":"x","value":[{"MD5":"${digest.repeat(2)}"},{"MD5":`
    const cut = await imported(media, '--category', 'none=csam')
    expect(cut.err).toContain('The last that could be read was media 1, within ')
    await imported(
      `md5,category\n${digest.repeat(2)},2\n${digest.repeat(2)},7\n`,
      '--category',
      '2=skip',
    )
    const { out } = await said('lists', 'show', 'l', '--key-file', key)
    expect(out).toContain(
      'failed: list-algorithm-needed, line 1 was the last that could be read, within 98 bytes',
    )
    expect(out).toContain('failed: list-malformed, media 1 was the last that could be read')
    expect(out).toContain('by category: 1 rows left out; 1 rows of 7, which is not mapped')
  })
})
