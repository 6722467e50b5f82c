import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Shorter than any server waits for the next command. */
const KEEP_MS = 1_000
/** Servers that count end a connection after more. */
const MOST_MAILS = 100

export type SmtpError = Error & {
  response?: string | undefined
  command?: string | undefined
  code?: unknown
  originalCode?: unknown
}

/** A connection to the mail server. */
export type Line = {
  connection: SMTPConnection
  /** Mails that it has brought over. */
  mails: number
  /** Called when it is lost; null when the server ended it. Whoever has the line sets it. */
  lost: (error: SmtpError | null) => void
}

/** Lines that wait a moment for another mail. */
export type KeptLines = {
  take(): Line | undefined
  /** For a line that has just brought a mail over. */
  keep(line: Line): void
  /** Leaves all, and from now on whatever comes back. */
  close(): void
}

/** @param leave takes leave of the server and closes the connection */
export function createKeptLines(leave: (line: Line) => void): KeptLines {
  const waiting = new Map<Line, NodeJS.Timeout>()
  let closed = false
  const remove = (line: Line): void => {
    clearTimeout(waiting.get(line))
    waiting.delete(line)
  }
  return {
    take() {
      const line = [...waiting.keys()].at(-1)
      if (line) remove(line)
      return line
    },
    keep(line) {
      line.mails++
      if (closed || line.mails >= MOST_MAILS) return leave(line)
      line.lost = () => remove(line)
      const timer = setTimeout(() => {
        remove(line)
        leave(line)
      }, KEEP_MS)
      waiting.set(line, timer.unref())
    },
    close() {
      closed = true
      for (const line of waiting.keys()) {
        remove(line)
        leave(line)
      }
    },
  }
}
