import type { Part, Wording } from '../wording.ts'
import { escalation } from './en-escalation.ts'
import { order } from './en-order.ts'

const provider = {
  askHeading: 'WHAT TO DO',
  asks: [
    'Block access to the content at once, then delete it wherever you keep a copy.',
    'Secure the account, upload and access data that you may keep by law, for the police.',
    'Do not tell the customer or the uploader before you have done both, where the law leaves you the choice.',
    'Tell us what you did.',
  ],
  byWhen: (until) =>
    `Without delay, and no later than ${until}. We keep checking ourselves and write again while the content is there.`,
} satisfies Partial<Part>

export const en: Wording = {
  parts: {
    ...escalation.parts,
    'provider-notice': {
      ...provider,
      subject: (reference) => `Notice ${reference} – illegal content on your network`,
      lead: (files) =>
        files === 1
          ? 'A file of known child sexual abuse material can be reached on your network. Please remove it without delay.'
          : `${files} files of known child sexual abuse material can be reached on your network. Please remove them without delay.`,
    },
    'provider-reminder': {
      ...provider,
      subject: (reference, seq) =>
        `Notice ${reference} (no. ${seq}) – illegal content still on your network`,
      lead: (files) =>
        files === 1
          ? 'A file of known child sexual abuse material can still be reached on your network. Please remove it now.'
          : `${files} files of known child sexual abuse material can still be reached on your network. Please remove them now.`,
    },
    'police-hand-over': {
      subject: (reference) => `Hand-over ${reference} – illegal content for your attention`,
      lead: (files) =>
        files === 1
          ? 'We hand over one location of known child sexual abuse material. Further measures are for you to decide.'
          : `We hand over ${files} locations of known child sexual abuse material. Further measures are for you to decide.`,
      askHeading: 'WHAT WE ASK OF YOU',
      asks: [
        'Decide whether, when and by whom the host is to be approached.',
        'Tell us if any contact with the host has to wait, and until when.',
        'Give us the reference of your file.',
      ],
      byWhen: () =>
        'As soon as you can: the content is reachable until somebody acts. We keep checking and will tell you when it is gone.',
    },
  },
  copy: (n) => `Copy ${n} of the same notice.`,
  to: (name) => `To: ${name}`,
  again: (seq, firstSentAt, lastSeenAt) =>
    `This is notice ${seq} on the same content.` +
    (firstSentAt ? ` The first one was sent on ${firstSentAt}.` : '') +
    ` Our check of ${lastSeenAt} found the content still there.`,
  headings: {
    where: 'WHERE',
    byWhen: 'BY WHEN',
    answer: 'HOW TO ANSWER',
    statement: 'STATEMENT (Article 16(2) of Regulation (EU) 2022/2065)',
    legal: 'LEGAL BASIS',
    about: 'ABOUT THIS MESSAGE',
  },
  defanged: 'Addresses are made unclickable: read hxxp as http and [.] as a dot.',
  withheld: (addresses, reference) =>
    addresses === 1
      ? `For safety the exact address is not in this mail. You find it here under reference ${reference}:`
      : `For safety the ${addresses} exact addresses are not in this mail. You find them here under reference ${reference}:`,
  colon: ': ',
  labels: {
    host: 'Host',
    domain: 'Domain',
    hostedIn: 'country',
    page: 'On the page',
    seen: 'Seen',
    stillThere: 'Still there',
    match: 'Match',
    classification: 'Class',
    type: 'File type',
    sha256: 'SHA-256 of the fetched file',
    reference: 'Reference',
  },
  matches: {
    exact: 'identical file',
    near: 're-encoded or slightly altered copy',
  },
  nationalOnly: 'illegal under national law',
  list: (authority) => `list of ${authority}`,
  unitedStates: [
    'For content hosted in the United States: report it to the CyberTipline of the National Center for Missing & Exploited Children (18 U.S.C. 2258A), if you have not done so.',
    'Preserve the content of that report for one year, as that section requires: what you keep for it is not to be deleted under point 1.',
  ],
  answerByMail: (mailbox, reference) =>
    `Reply to this mail, or write to ${mailbox} and name ${reference}.`,
  sayWhich:
    'Say: removed, already gone, received, passed on, not yours (whose?), hosted elsewhere (which IP address?), more information needed (which?), disputed, refused or not possible (why?).',
  answerOnline: (hours) =>
    `Or answer here, without an account. The link works once, within ${hours === 1 ? 'an hour' : `${hours} hours`}; the page mails you a new one:`,
  statement: {
    reason: (authorities) =>
      `Reason: each file was fetched from the address given and its fingerprint matches a list of known child sexual abuse material kept by ${authorities}. Making such material available is a criminal offence.`,
    location: 'Exact location: the addresses listed above.',
    locationWithheld:
      'Exact location: the addresses that our reply page lists under the references above.',
    notifier: (organisation, mailbox) => `Notifier: ${organisation}, ${mailbox}.`,
    goodFaith:
      'Good faith: we believe in good faith that the information and allegations in this notice are accurate and complete.',
  },
  about: {
    provider: [
      'The content was found automatically. No image is attached. Please do not send us any image or copy.',
    ],
    police: [
      'The content was fetched automatically, compared in memory and not kept. No image is attached and none can be supplied. Record of every check: on request.',
      'We believe in good faith that the information in this message is accurate and complete.',
    ],
  },
  retraction: {
    provider: {
      subject: (reference) => `Retraction regarding notice ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `We take back what our notice ${reference} of ${sentAt} said about the ${
          addresses === 1 ? 'address' : `${addresses} addresses`
        } below. The identification on which it rested has been withdrawn.`,
      means: [
        'On our account you need not remove or block this content, and you need not keep it down. It is for you to decide again what becomes of it.',
        'If because of our notice you restricted an account, kept data or told others, please take into account that the reason for it no longer exists.',
        'Whatever else our notices name is not affected by this message.',
      ],
    },
    police: {
      subject: (reference) => `Retraction regarding hand-over ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `We take back what our hand-over ${reference} of ${sentAt} said about the ${
          addresses === 1 ? 'address' : `${addresses} addresses`
        } below. The identification on which it rested has been withdrawn.`,
      means: [
        'On our account no measures against this content are needed, and it need not be removed or kept down.',
        'If you have passed our hand-over on, or acted on it, please take into account that the reason for it no longer exists.',
        'Whatever else our hand-overs name is not affected by this message.',
      ],
    },
    headings: {
      what: 'WHAT WE TAKE BACK',
      means: 'WHAT THIS MEANS',
      contact: 'IF YOU HAVE QUESTIONS',
    },
    alsoAs: 'Also told to you as',
    apology: 'We apologise for this and for the work that it has caused you.',
  },
  escalation,
  order,
  iccam: {
    subject: (reference) => `ICCAM hand-over ${reference} – to be entered`,
    hosted: (addresses, unplaced) =>
      unplaced === 0
        ? addresses === 1
          ? 'It is hosted in a country whose INHOPE hotline deals with it.'
          : 'They are hosted in countries whose INHOPE hotlines deal with them.'
        : addresses === 1
          ? 'Where it is hosted is not known: find that out before you enter it.'
          : `Where ${unplaced} of them are hosted is not known: find that out before you enter those.`,
    lead: (addresses) =>
      addresses === 1
        ? 'Please enter one address of known child sexual abuse material in ICCAM.'
        : `Please enter ${addresses} addresses of known child sexual abuse material in ICCAM.`,
    headings: { steps: 'WHAT TO DO', where: 'WHAT TO ENTER', about: 'ABOUT THIS MESSAGE' },
    steps: (mailbox, reference) => [
      'Take the addresses and facts from the attached files (iccam.json has every address as it is).',
      'Enter them in ICCAM. Attach no image, and do not open an address to look at it.',
      `Report in our system, or to ${mailbox} naming ${reference}: entered, reference N, where N is the reference that ICCAM gave.`,
      'If something cannot be entered, report which item and why.',
    ],
    about:
      'The content was fetched automatically, compared in memory and not kept. The files hold addresses, times and classes: no image and no hash. Delete them once everything is entered.',
  },
}
