export type Answer = { status: number; type: string; body: Buffer }

const TIMEOUT_MS = 15_000
const MAX_BYTES = 64 * 1024

/**
 * Posts to a server that the operator has named; follows no redirect and reads no long answer.
 *
 * @returns null when there was no answer, or one that is too long
 */
export async function postBytes(
  url: string,
  type: string,
  body: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<Answer | null> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > MAX_BYTES) return null
      chunks.push(chunk)
    }
    const answered = response.headers.get('content-type') ?? ''
    return { status: response.status, type: answered, body: Buffer.concat(chunks) }
  } catch {
    return null
  }
}
