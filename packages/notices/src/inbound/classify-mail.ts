import { withoutQuotations } from './own-words.ts'
import { one, readHeaders, type InboundMail } from './read-mail.ts'

/** What a mail that comes to our sender's address is. */
export type MailClass =
  /** Came back for good: the mailbox does not exist. */
  | 'hard'
  /** Came back: not this time, for whatever reason that may pass. */
  | 'soft'
  | 'quota'
  /** Came back: what it says or who sends it was not wanted. */
  | 'spam-rejected'
  /** Still being tried. */
  | 'delayed'
  /** A report of success. */
  | 'delivered'
  | 'auto-reply'
  /** Somebody has written. */
  | 'human'

const DAEMON =
  /^(mailer-daemon|postmaster|mail-?daemon|double-bounce|bounces?[+-]?.*)@|^mailer-daemon$/
const BOUNCE_SUBJECT =
  /undeliver|delivery (status|failure|report|incomplete)|returned mail|mail delivery (failed|failure|subsystem)|failure notice|delivery has failed|delivery .{0,20}failed|non[ -]remis|non distribu|onbestelbaar|niet bezorgd|unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|could not be delivered|warning: (message|could not)/i
const AUTO_SUBJECT =
  /out of (the )?office|automatic reply|auto(matic)?[- ]?(reply|response)|autoreply|abwesen|automatische (antwort|antwoord)|absence|réponse automatique|afwezig|vacation/i
const TICKET = /[[(#](ticket|case|incident|request|ref|id|abuse)?[-_ :#]*[a-z]{0,5}-?\d{3,}/i
const NO_REPLY =
  /(do not|don't|please do not|ne pas|nicht|niet) (reply|respond|répondre|antworten|beantwoorden|antwoorden)|automatisch|automatiquement|automated|automatically/i

/**
 * Tells what a mail is.
 *
 * A delivery report of RFC 3464 goes by its fields, one in words (old qmail, Exchange, Exim) by the
 * codes and words in it. What nothing tells is somebody's mail: a person reads it.
 *
 * @param isNullSender it came without a sender, as reports do
 */
export function classifyMail(mail: InboundMail, isNullSender: boolean): MailClass {
  const report = byReport(mail)
  if (report) return report
  if (isAutoReply(mail)) return 'auto-reply'
  if (isNullSender || DAEMON.test(mail.from) || BOUNCE_SUBJECT.test(mail.subject)) {
    const worded = byWords(mail)
    if (worded) return worded
  }
  if (isNullSender || isTicket(mail)) return 'auto-reply'
  return 'human'
}

const WORST = ['hard', 'spam-rejected', 'quota', 'soft', 'delayed', 'delivered'] as const

/** The gravest of what a report says of its recipients; null when there is none to read. */
function byReport(mail: InboundMail): MailClass | null {
  const classes = mail.reports.flatMap((report) =>
    report.split(/\n\s*\n/).flatMap((block) => {
      const fields = readHeaders(block)
      const action = one(fields, 'action').toLowerCase()
      const status = one(fields, 'status')
      const diagnostic = one(fields, 'diagnostic-code')
      if (action === '' && status === '') return []
      if (action === 'delayed') return ['delayed' as const]
      if (['delivered', 'relayed', 'expanded'].includes(action)) return ['delivered' as const]
      return [byCode(status, `${diagnostic} ${status}`, mail.text)]
    }),
  )
  return WORST.find((name) => classes.includes(name)) ?? null
}

const QUOTA =
  /\bquota\b|mailbox (is )?full|over ?quota|exceeded (its |the )?(storage|mailbox)|insufficient (system )?storage|inbox is full|bo[iî]te .{0,20}pleine|postfach .{0,20}voll|mailbox .{0,20}vol\b/i
const SPAM =
  /\bspam\b|\bjunk\b|black ?list|block ?list|\bblocked\b|\bdnsbl\b|\brbl\b|uribl|surbl|spamhaus|reputation|content (was )?(rejected|filter)|message (content )?rejected|policy (reasons|violation|rejection)|\bdmarc\b|\bspf\b|malicious|phish|unsolicited|virus|prohibited|considered suspicious/i
const NO_MAILBOX =
  /user (is )?unknown|unknown (user|recipient|local|address)|no such (user|recipient|address|mailbox)|does(n'?t| not) exist|invalid (recipient|mailbox|address)|recipient (not found|unknown|address rejected)|mailbox (unavailable|not found|disabled|does)|account (is )?(disabled|inactive|closed)|not (a )?valid (user|recipient|mailbox|address)|address (not found|rejected)|no mailbox here|host (unknown|not found)|name service error|unrouteable|domain .{0,20}not found|couldn'?t be found|n'existe pas|bestaat niet|existiert nicht/i
const LATER =
  /time[d ]*out|expired|too long|temporar|try again|connection (refused|reset|lost)|greylist|could not connect|retry|unreachable|overload|too busy/i

/** What a code means (RFC 3463), and where it says little, the words beside it. */
function byCode(status: string, diagnostic: string, text: string): MailClass {
  const code = /\b([245])\.(\d{1,3})\.(\d{1,3})\b/.exec(`${status} ${diagnostic}`)
  const [, grade = '', subject = '', detail = ''] = code ?? []
  const words =
    diagnostic.replace(/\b\d\.\d{1,3}\.\d{1,3}\b/g, '').trim() === '' ? text : diagnostic
  const saysFull = subject === '' && /\b[45]52\b/.test(diagnostic) && !SPAM.test(words)
  if ((subject === '2' && detail === '2') || saysFull || QUOTA.test(words)) return 'quota'
  if (NO_MAILBOX.test(words) && !(subject === '7' && SPAM.test(words)))
    return gradeOf(grade, 'hard')
  if (SPAM.test(words)) return 'spam-rejected'
  if (grade === '4') return 'soft'
  if (
    subject === '1' ||
    (subject === '2' && detail !== '0') ||
    (subject === '4' && detail === '4')
  ) {
    return 'hard'
  }
  if (subject === '7' || subject === '6' || (subject === '3' && detail === '4')) {
    return 'spam-rejected'
  }
  if (LATER.test(words) || subject === '4' || subject === '5') return 'soft'
  return grade === '5' || /\b5\d\d\b/.test(diagnostic) ? 'hard' : 'soft'
}

/** A code that says "later" outweighs words that say "never". */
const gradeOf = (grade: string, otherwise: MailClass): MailClass =>
  grade === '4' ? 'soft' : otherwise

const COPY_FOLLOWS =
  /^(-{2,} ?(below this line|original message|this is a copy|returned message|message header|the header|unsent message).*|.*(------ this is a copy|original message headers|headers of the original|message follows|the following is a copy).*)$/im

const STILL_TRIED =
  /will (be retried|keep trying|continue)|still being retried|not yet been delivered|warning message only|wird weiter versucht/i

/** A report in words; what it sends back is not looked at. */
function byWords({ text }: InboundMail): MailClass | null {
  const at = COPY_FOLLOWS.exec(text)?.index ?? text.length
  const told = text.slice(0, Math.min(at, 4000))
  if (STILL_TRIED.test(told)) return 'delayed'
  const hasCode = /\b[45]\.\d{1,3}\.\d{1,3}\b|(^|[\s#:<(])[45][0-5]\d[ -]/.test(told)
  const hasWords = [QUOTA, SPAM, NO_MAILBOX, LATER].some((words) => words.test(told))
  if (!hasCode && !hasWords) return null
  return byCode('', told, told)
}

function isAutoReply({ headers, subject }: InboundMail): boolean {
  const submitted = one(headers, 'auto-submitted').toLowerCase()
  if (submitted.startsWith('auto-')) return !BOUNCE_SUBJECT.test(subject)
  const precedence = one(headers, 'precedence').toLowerCase()
  return (
    precedence.includes('auto_reply') ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    headers.has('x-autoresponder') ||
    AUTO_SUBJECT.test(subject)
  )
}

/** A desk that gives a number to each mail, and says that nobody has read it; the letter that it quotes says `automatically` of us. */
function isTicket({ headers, subject, text, from }: InboundMail): boolean {
  if (!TICKET.test(subject)) return false
  const precedence = one(headers, 'precedence').toLowerCase()
  const isBulk = ['bulk', 'junk', 'list'].includes(precedence)
  const isSilent = /^(no-?reply|do-?not-?reply|ne-?pas-?repondre)/.test(from)
  return (
    isBulk ||
    isSilent ||
    headers.has('x-auto-response-suppress') ||
    NO_REPLY.test(withoutQuotations(text))
  )
}
