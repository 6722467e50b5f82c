import type { EscalationWording, Part } from '../wording.ts'

const shared = {
  askHeading: 'WHAT WE ASK OF YOU',
  byWhen: (until) =>
    `Without delay; please answer by ${until}. We keep checking ourselves while the content is there.`,
} satisfies Partial<Part>

const SHARED_SERVICE =
  'If many people use the domain name, for instance because a shared service runs under it, leave it as it is and tell us whom we can approach there.'
const SILENCE = 'Do not tell the registrant before you act, where the law leaves you the choice.'
const RECORDS =
  'Secure the registration, payment and access data that you may keep by law, for the police.'

export const escalation: EscalationWording = {
  parts: {
    'upstream-notice': {
      ...shared,
      subject: (reference) => `Escalation ${reference} – illegal content on a network you connect`,
      lead: (files) =>
        files === 1
          ? 'A file of known child sexual abuse material can still be reached on a network that you connect to the internet. Whoever hosts it was told and it is still there. We ask you for what you can do as its upstream provider.'
          : `${files} files of known child sexual abuse material can still be reached on a network that you connect to the internet. Whoever hosts them was told and they are still there. We ask you for what you can do as its upstream provider.`,
      asks: [
        'Require the network that you connect to remove the content at once.',
        'If it does not, restrict the connection of the servers listed above, as far as your contract and the law allow and no further than needed. Mind other, lawful services at the same IP address.',
        'Ask that network not to tell the uploader beforehand, where the law leaves the choice.',
        'Tell us what you did. If the network is not connected by you, tell us by whom.',
      ],
    },
    'registrar-notice': {
      ...shared,
      subject: (reference) =>
        `Escalation ${reference} – illegal content under a domain name you manage`,
      lead: (files) =>
        files === 1
          ? 'A file of known child sexual abuse material can still be reached under a domain name that is registered through you. Those named below were told and it is still there. We ask you for what you can do as registrar.'
          : `${files} files of known child sexual abuse material can still be reached under domain names that are registered through you. Those named below were told and they are still there. We ask you for what you can do as registrar.`,
      asks: [
        'Check, for each domain name listed, whether it serves this content.',
        'If so, suspend it (for instance by the status clientHold), as far as your terms and the law allow. Do not delete it and do not release it to others.',
        SHARED_SERVICE,
        RECORDS,
        SILENCE,
        'Tell us what you did.',
      ],
    },
    'registry-notice': {
      ...shared,
      subject: (reference) =>
        `Escalation ${reference} – illegal content under a domain name of your registry`,
      lead: (files) =>
        files === 1
          ? 'A file of known child sexual abuse material can still be reached under a domain name of your registry. Those named below were told and it is still there. We ask you for what you can do as registry.'
          : `${files} files of known child sexual abuse material can still be reached under domain names of your registry. Those named below were told and they are still there. We ask you for what you can do as registry.`,
      asks: [
        'Have the registrar check each domain name listed and suspend it if it serves this content.',
        'If the registrar does not act, suspend the delegation yourself (for instance by the status serverHold), as far as your rules and the law allow. Do not delete the domain name.',
        SHARED_SERVICE,
        SILENCE,
        'Tell us what you did.',
      ],
    },
  },
  heading: 'WHAT WAS ASKED SO FAR',
  roles: { host: 'Host', upstream: 'Upstream provider', registrar: 'Registrar' },
  told: (times, first, last) =>
    times === 1
      ? `told once, on ${first}`
      : `told ${times} times, first on ${first}, last on ${last}`,
  answered: { yes: 'answered, but the content is still there', no: 'no answer' },
  stillThere: (checkedAt) => `Our check of ${checkedAt} found the content still there.`,
  statement: 'STATEMENT (with the elements of Article 16(2) of Regulation (EU) 2022/2065)',
}
