import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, uploadFile } from '@nightlight/client'
import { expect, it } from 'vitest'
import { caller, digests, openTestList } from '../fixtures/seed-list.ts'
import { createTestApp } from '../fixtures/test-app.ts'

it('a file is handed in in parts by the client, and gone on with by another one', async () => {
  await using test = await createTestApp()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nightlight-file-'))
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const officer = await caller(test, 'Officer')
  const key = officer.authorization.replace('Bearer ', '')
  const listId = await openTestList(test, officer)
  const path = join(folder.path, 'set.txt')
  // more than one part
  await writeFile(
    path,
    `${digests(0, 2_000)}${'# nothing\n'.repeat(900_000)}${digests(2_000, 2_010)}`,
  )
  const client = createClient({ url, key })
  const sent: number[] = []
  const broken = new AbortController()
  const first = uploadFile(client, path, {
    listId,
    query: { algorithm: 'sha256' },
    signal: broken.signal,
    onProgress({ offset }) {
      sent.push(offset)
      broken.abort(new Error('closed'))
    },
  })
  await expect(first).rejects.toThrow('closed')
  expect(sent).toEqual([8 * 2 ** 20])
  const done = await uploadFile(client, path, { listId, query: { algorithm: 'sha256' } })
  const begun = await test.db.selectFrom('file_upload').select('id').execute()
  expect(begun).toEqual([{ id: done.id }])
  const params = { id: done.submissionId! }
  const told = async () => {
    const { state, counts } = await client.call('GET /v1/submissions/{id}', { params })
    return [state, counts.accepted]
  }
  await expect.poll(told, { timeout: 60_000, interval: 100 }).toEqual(['staged', 2_010])
})
