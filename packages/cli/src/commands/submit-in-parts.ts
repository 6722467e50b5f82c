import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, createClient, uploadFile, type Client } from '@nightlight/client'
import { DomainError } from '@nightlight/contract'

const POLL_MS = 1_000
/** What a command that is given again goes on after. */
const CUT = ['service-unreachable', 'service-timed-out']

type Handed = {
  url: string
  key: string
  listId: string
  /** What is said of the file, as in the query of one that comes whole. */
  facts: Readonly<Record<string, string>>
}

/**
 * Hands a file in in parts and waits until it is read. Given again with the same file it goes on from the last part
 * that came.
 *
 * @returns the submission; null where the service takes files in one piece only
 * @throws {DomainError} `service-unreachable`, `service-timed-out`; the code of a refusal, or of what is wrong with the file
 */
export async function submitInParts(
  path: string,
  { url, key, listId, facts }: Handed,
): Promise<unknown> {
  const client = createClient({ url, key })
  try {
    const { id } = await uploadFile(client, path, {
      listId,
      query: facts,
      onProgress: toldBySteps(),
    })
    return await submissionOf(client, id)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'uploads-in-parts-off') return null
    if (!CUT.includes(error.code)) throw error
    throw new DomainError(
      'conflict',
      error.code,
      'Handing in a list: the service does not answer; what came is kept there, and the same command goes on from there',
      { cause: error },
    )
  }
}

/** Says with each tenth of the file how much of it is there, beside the answer. */
function toldBySteps(): (sent: { offset: number; size: number }) => void {
  let told: number | null = null
  return ({ offset, size }) => {
    const tenth = Math.floor((offset / size) * 10)
    if (tenth === told) return
    told = tenth
    console.error(`${tenth * 10} % of ${Math.ceil(size / 2 ** 20)} MiB is there`)
  }
}

/** What became of a file that is read in the background. */
async function submissionOf(client: Client, id: string): Promise<unknown> {
  for (;;) {
    const upload = await client.call('GET /v1/uploads/{id}', { params: { id } })
    if (upload.state === 'failed') {
      const code = upload.failure ?? 'file-unreadable'
      throw new DomainError('invalid', code, 'Handing in a list: the file was not taken in')
    }
    if (upload.state === 'done' && upload.submissionId !== null) {
      return client.call('GET /v1/submissions/{id}', { params: { id: upload.submissionId } })
    }
    await sleep(POLL_MS)
  }
}
