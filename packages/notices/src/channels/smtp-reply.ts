/** What came of handing one mail over; only `accepted` says that the server has it. */
export type DeliveryOutcome =
  /** The server took responsibility for the mail. */
  | { status: 'accepted'; code: number; response: string }
  /** The server refused for good (5xx): only `recipient` says anything of the mailbox. */
  | { status: 'refused'; stage: RefusalStage; code: number; response: string }
  /**
   * The server certainly does not have the mail; `code` is null when it gave no reply, `retryInMs` is
   * how long it asked us to wait.
   */
  | { status: 'deferred'; code: number | null; response: string; retryInMs?: number }
  /** The end of the mail may have reached the server, its reply did not reach us. */
  | { status: 'in-doubt'; response: string }

/**
 * What a refusal is about: the mailbox that the mail is for, our own right to send there (MAIL, or a
 * rule about the sender that comes as the reply to RCPT), or the mail itself (DATA, the final dot).
 */
export type RefusalStage = 'recipient' | 'sender' | 'content'

/** Where in the conversation things ended. */
export type SmtpEnd = {
  /** The last reply, or null when there was none. */
  reply: string | null
  /**
   * What the reply is to: MAIL, RCPT, or DATA and the mail itself; null for what comes before them
   * or is to none of them.
   */
  command: 'MAIL' | 'RCPT' | 'DATA' | null
  /** The final dot may have left this machine. */
  dotSent: boolean
  /** What went wrong, when it was not a reply. */
  failure: string
}

// The relay wants other credentials: our configuration, not a refusal of the mail.
const AUTHENTICATION_CODES = [530, 534, 535, 538]

/**
 * Names the outcome of a conversation that ended.
 *
 * A refusal counts only inside the transaction, and says at which stage: a relay that greets with 554 or rejects our
 * password says nothing about the mail. A success counts only after the final dot. Whatever is no
 * plain 2xx, 4xx or 5xx reply leaves the mail in doubt once the dot may be out.
 */
export function outcomeOf(end: SmtpEnd): DeliveryOutcome {
  const code = end.reply === null ? null : replyCode(end.reply)
  const response = cleanReply(end.reply ?? end.failure)
  const family = code === null ? null : Math.floor(code / 100)
  if (code !== null && family === 2 && end.dotSent) return { status: 'accepted', code, response }
  if (code !== null && family === 5) {
    const stage = stageOf(end)
    return stage && !AUTHENTICATION_CODES.includes(code)
      ? { status: 'refused', stage, code, response }
      : { status: 'deferred', code, response }
  }
  if (family === 4) return { status: 'deferred', code, response }
  return end.dotSent ? { status: 'in-doubt', response } : { status: 'deferred', code, response }
}

// RFC 3463: x.7.z is security or policy, such as a sender on a blocklist or a relay we may not use.
const POLICY = /^5[0-9]{2}[ -]5\.7\.[0-9]{1,3}(?![0-9])/
/** Said of no mailbox: a relay that does not take our mail at all, or a conversation that it did not understand. */
const OURS =
  /^(50[0234](?![0-9])|5[0-9]{2}[ -].*\brelay(ing)?\b.*(denied|not permitted|not allowed|prohibited|refused))/i

function stageOf({ command, reply }: SmtpEnd): RefusalStage | null {
  switch (command) {
    case 'MAIL':
      return 'sender'
    case 'RCPT':
      return reply !== null && (POLICY.test(reply) || OURS.test(reply)) ? 'sender' : 'recipient'
    case 'DATA':
      return 'content'
    case null:
      return null
  }
}

function replyCode(reply: string): number | null {
  const match = /^([2-5][0-9]{2})(?![0-9])/.exec(reply)
  return match ? Number(match[1]) : null
}

const MAX_LENGTH = 200

/**
 * A server's words fit for a log and a screen: one line, at most 200 characters, and without mail
 * addresses, URLs, host names, IP addresses and hashes, each replaced by what it was.
 *
 * A spam filter likes to quote the very address it took offence at.
 */
export function cleanReply(reply: string): string {
  return reply
    .slice(0, 10 * MAX_LENGTH)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '<url>')
    .replace(/[^\s<>()[\],;:]+@[^\s<>()[\],;]+/g, '<mailbox>')
    .replace(/\[?\bIPv6:[0-9a-f:.]+\]?|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}/gi, '<ip>')
    .replace(/\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b/g, '<ip>')
    .replace(/\b[0-9a-f]{32,}\b/gi, '<hash>')
    .replace(/\b(?:[a-z0-9_-]+(?:\.|\[\.\]))+[a-z][a-z0-9-]+\b/gi, '<name>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
}
