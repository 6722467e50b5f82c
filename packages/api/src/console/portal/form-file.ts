import { DomainError } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../validation.ts'

/** A file and what stands around it; twice as much as a file may have, as browsers write line ends anew. */
const BODY_LIMIT = 2 * 1024 * 1024 + 64 * 1024

/**
 * Takes forms that bring a file: its text comes as `text`, as what was pasted does, so that one is checked as the other.
 *
 * The whole is read before it is looked at, which its limit allows; nothing of it is kept.
 */
export function takeFormFiles(app: App): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    async (request: FastifyRequest, body: Buffer) => {
      const type = request.headers['content-type'] ?? ''
      const parts = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
        .formData()
        .catch(() => {
          throw new DomainError(
            'invalid',
            'body-invalid',
            'Reading a form: its parts are malformed',
          )
        })
      const fields: Record<string, string> = {}
      for (const [name, value] of parts) {
        // Where no file was chosen, browsers send an empty one without a name.
        if (typeof value !== 'string')
          fields['text'] =
            textOf(new Uint8Array(await value.arrayBuffer())) || (fields['text'] ?? '')
        else if (name !== 'file') fields[name] ||= value
      }
      return fields
    },
  )
}

/** Spreadsheets save texts in UTF-16 (with its mark) or as Windows writes them, and then nothing says so. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
