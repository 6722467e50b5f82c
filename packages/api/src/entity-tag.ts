import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The tag of an answer: the same as long as its text is. Strong. @see RFC 9110 8.8.3 */
export const entityTag = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`

/** Whether a header names the tag, as a list or as `*`; `W/` before one of ours changes nothing. */
export const namesTag = (header: string, tag: string): boolean =>
  header.split(',').some((one) => ['*', tag, `W/${tag}`].includes(one.trim()))

/** Tags what a GET answers with JSON, and leaves the body out for whoever has it already; a route may have its own tag. */
export async function tagAnswers(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const isRead = method === 'GET' || method === 'HEAD'
  if (!isRead || reply.statusCode !== 200 || typeof payload !== 'string') return payload
  if (reply.hasHeader('etag')) return payload
  const tag = entityTag(payload)
  reply.header('etag', tag)
  const known = headers['if-none-match']
  if (known === undefined || !namesTag(known, tag)) return payload
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return ''
}

/** @throws {DomainError} conflict `changed-meanwhile` (412): a change is meant for another state than that of the tag */
export function mustMatch({ headers }: FastifyRequest, tag: string): void {
  const meant = headers['if-match']
  // A weak tag never matches here; ours are strong.
  if (meant === undefined || (namesTag(meant, tag) && !meant.includes('W/'))) return
  throw new DomainError('conflict', 'changed-meanwhile', 'Comparing If-Match: it has changed')
}
