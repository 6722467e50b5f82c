import type { OrderWording } from '../wording.ts'

export const order: OrderWording = {
  subject: (reference) => `Order ${reference} – removal of illegal content`,
  title: 'ORDER TO REMOVE CONTENT OR TO DISABLE ACCESS TO IT',
  headings: {
    issuedBy: 'ISSUED BY',
    addressee: 'ADDRESSED TO',
    ordered: 'WHAT IS ORDERED',
    where: 'ADDRESSES',
    basis: 'LEGAL BASIS AND REASONS',
    preserve: 'WHAT TO KEEP AND WHOM NOT TO TELL',
    redress: 'REDRESS',
    answer: 'WHOM TO TELL THE EFFECT',
  },
  labels: {
    authority: 'Authority',
    country: 'State',
    reference: 'Reference',
    issuedAt: 'Issued',
    name: 'Provider',
    representative: 'Legal representative',
    contact: 'Contact',
    telephone: 'Telephone',
    legalBasis: 'Legal basis',
    reasons: 'Reasons',
  },
  ordered: (addresses, hours) =>
    `You are ordered to remove the content at ${addresses === 1 ? 'the address' : `the ${addresses} addresses`} below, or to disable access to it, within ${hours === 1 ? 'one hour' : `${hours} hours`} of receiving this order.`,
  clock:
    'If you cannot comply for one of the reasons of form 3, say so at once. The term begins when that reason no longer applies.',
  preserve: (months) =>
    `Keep the removed content and the data connected with it for ${months === 1 ? 'one month' : `${months} months`}, apart and protected, for proceedings and redress only.`,
  silence: (until) => `Do not tell whoever supplied the content about this order before ${until}.`,
  redress: (body, days) =>
    `You, and whoever supplied the content, may challenge this order before: ${body}. The term is ${days === 1 ? 'one day' : `${days} days`} from receipt.`,
  tell: (mailbox) =>
    `When you have complied, send form 2 (attached: answer-effect.txt) to ${mailbox}.`,
  tellImpossible: 'When you cannot comply, send form 3 (attached: answer-impossible.txt) there.',
  questions: (mailbox) => `Questions about this order: ${mailbox}.`,
  about:
    'The sender named below delivers this order for the authority. No image is attached. Please do not send any image or copy.',
  forms: {
    effect: {
      title: 'FORM 2 – EFFECT OF THE ORDER',
      intro: (reference, mailbox) => `On order ${reference}. Please send to ${mailbox}.`,
      choices: [
        'The content was removed.',
        'Access to the content was disabled.',
        'The content was already gone when the order arrived.',
      ],
      note: 'Please tick what applies, and name the references that it applies to.',
    },
    impossible: {
      title: 'FORM 3 – THE ORDER CANNOT BE COMPLIED WITH',
      intro: (reference, mailbox) => `On order ${reference}. Please send to ${mailbox}.`,
      choices: [
        'It is impossible for reasons beyond our control (technical or operational).',
        'The order contains manifest errors.',
        'The order lacks information that is needed to comply with it.',
        'The content is not stored by us.',
      ],
      note: 'Please tick what applies and explain it; say what is missing, or who stores the content.',
    },
  },
  filled: {
    addresses: 'References',
    at: 'Date and time (UTC)',
    explanation: 'Explanation',
    name: 'Name and function',
    date: 'Date',
  },
}
