import type { Misdeed, Moment, Script } from './scripted-server.ts'

/** How things must stand after the attempt that met the fault. */
export type Expected = {
  notice: 'due' | 'handover' | 'sent' | 'refused'
  outcome: 'deferred' | 'not-accepted' | 'refused' | 'in-doubt' | 'accepted'
  code: number | null
  takedown: 'authorised' | 'notified'
  attention: string | null
}

export type Fault = Script & {
  name: string
  expected: Expected
  /** The mailer wants TLS. */
  wantsTls?: boolean
}

const waiting = { notice: 'due', takedown: 'authorised', attention: null } as const
const deferred = (code: number | null): Expected => ({ ...waiting, outcome: 'deferred', code })
const notAccepted = (code: number): Expected => ({ ...waiting, outcome: 'not-accepted', code })
const refused = (code: number): Expected => ({
  notice: 'refused',
  outcome: 'refused',
  code,
  takedown: 'authorised',
  attention: 'mailbox-refused',
})
const inDoubt: Expected = {
  notice: 'handover',
  outcome: 'in-doubt',
  code: null,
  takedown: 'authorised',
  attention: null,
}
const sent: Expected = {
  notice: 'sent',
  outcome: 'accepted',
  code: 250,
  takedown: 'notified',
  attention: null,
}

const says = (at: Moment, words: string, expected: Expected): Fault => ({
  name: `${words.slice(0, words.startsWith('5') && words[4] === '5' ? 9 : 3)} at ${at}`,
  misdeeds: [{ at, says: words }],
  expected,
})
const breaks = (at: Moment, ends: 'reset' | 'silence', expected: Expected, more = {}): Fault => ({
  name: `${ends} at ${at}${'keeps' in more ? ', mail kept' : ''}`,
  misdeeds: [{ at, ends, ...more } satisfies Misdeed],
  expected,
})

/** The table of what a mail server can do to a hand-over, and what must come of it. */
export const FAULTS: readonly Fault[] = [
  says('greeting', '421 4.3.2 closing', deferred(421)),
  says('greeting', '554 5.3.2 not today', deferred(554)),
  says('mail', '421 4.3.2 closing', deferred(421)),
  says('mail', '451 4.3.0 local error', deferred(451)),
  says('mail', '452 4.3.1 no room', deferred(452)),
  says('mail', '550 5.1.8 sender refused', notAccepted(550)),
  says('rcpt', '421 4.3.2 closing', deferred(421)),
  says('rcpt', '450 4.2.0 greylisted', deferred(450)),
  says('rcpt', '451 4.7.1 later', deferred(451)),
  says('rcpt', '452 4.2.2 full', deferred(452)),
  says('rcpt', '550 5.1.1 nobody', refused(550)),
  says('rcpt', '552 5.2.2 full for good', refused(552)),
  says('rcpt', '554 5.7.1 policy', notAccepted(554)),
  says('data', '451 4.3.0 local error', deferred(451)),
  says('data', '554 5.5.1 no', notAccepted(554)),
  says('dot', '421 4.3.2 closing', deferred(421)),
  says('dot', '451 4.3.0 local error', deferred(451)),
  says('dot', '452 4.3.1 no room', deferred(452)),
  says('dot', '550 5.7.1 content', notAccepted(550)),
  says('dot', '552 5.3.4 too big', notAccepted(552)),
  says('dot', '554 5.6.0 content', notAccepted(554)),
  breaks('greeting', 'reset', deferred(null)),
  breaks('ehlo', 'reset', deferred(null)),
  breaks('mail', 'reset', deferred(null)),
  breaks('rcpt', 'reset', deferred(null)),
  breaks('data', 'reset', deferred(null)),
  breaks('greeting', 'silence', deferred(null)),
  breaks('rcpt', 'silence', deferred(null)),
  // Our last byte has left: nobody but the server knows.
  breaks('body', 'reset', inDoubt),
  breaks('dot', 'reset', inDoubt),
  breaks('dot', 'reset', inDoubt, { keeps: true }),
  breaks('dot', 'silence', inDoubt),
  breaks('dot', 'silence', inDoubt, { keeps: true }),
  {
    name: '250 at dot, then reset',
    misdeeds: [{ at: 'dot', says: '250 2.0.0 taken', ends: 'reset', keeps: true }],
    expected: sent,
  },
  {
    name: 'replies of several lines',
    misdeeds: [
      { at: 'mail', says: '250-2.1.0 a\r\n250 2.1.0 b' },
      { at: 'dot', says: '250-2.0.0 a\r\n250-2.0.0 b\r\n250 2.0.0 c', keeps: true },
    ],
    expected: sent,
  },
  {
    name: 'a greeting in eight bits',
    misdeeds: [{ at: 'greeting', says: '220 s\xe9rveur \xff\xfe' }],
    expected: sent,
  },
  { name: 'byte by byte', misdeeds: [], byteGapMs: 2, expected: sent },
  {
    name: 'TLS breaks off',
    misdeeds: [{ at: 'starttls', says: '220 2.0.0 go ahead\r\nthis is no TLS', ends: 'reset' }],
    offersTls: true,
    expected: deferred(null),
  },
  { name: 'STARTTLS is not offered', misdeeds: [], wantsTls: true, expected: deferred(null) },
]
