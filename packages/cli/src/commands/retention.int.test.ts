import { writeFile } from 'node:fs/promises'
import { newId } from '@nightlight/runtime'
import { expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, said } = installCommand()

it('tells what would be erased, erases it, and refuses to release a hold that is not there', async () => {
  const { out } = await said('keys', 'create', '--role', 'supervisor', '--name', 'Sue')
  const key = at('sue.key')
  await writeFile(key, out)
  const by = ['--key-file', key, '--json']
  const rows = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const preview = await said('retention', 'preview', ...by)
  expect(rows(preview.out)).toMatchObject([{ task: 'report.reporter', due: 0 }, { due: 0 }])
  const run = await said('retention', 'run', ...by)
  expect(rows(run.out)).toMatchObject([{ erased: 0, held: 0 }, { erased: 0 }])
  const unknown = await said('retention', 'release', newId(), ...by)
  expect(unknown).toMatchObject({ code: 1, out: '' })
  expect(unknown.err).toContain('legal-hold-not-found')
})
