import type { LetterSender } from '../documents/letter-text.ts'

type Words = { subject: string; text: string }

/** To the operator's own mailbox. */
export const writeOwnTest = (organisation: string): Words => ({
  subject: `Test mail of ${organisation}`,
  text: `This mail was sent to see that mail goes out. Nothing has to be done.\n\n${organisation}\n`,
})

/** To the police, whose language is not known here; that it is a test stands first and in each of them. */
export const writePoliceTest = ({
  organisation,
  mailbox,
}: Pick<LetterSender, 'organisation' | 'mailbox'>): Words => ({
  subject: 'TEST - no report / pas un signalement / geen melding / keine Meldung',
  text: [
    `This is a test by ${organisation}. It is about no case, and you need not do anything. It shows that reports to this mailbox go out. Please tell ${mailbox} should they no longer come here.`,
    `Ceci est un test de ${organisation}. Il ne concerne aucun dossier, vous n’avez rien à faire.`,
    `Dit is een test van ${organisation}. Hij gaat over geen zaak, en u hoeft niets te doen.`,
    `Das ist ein Test von ${organisation}. Er betrifft keinen Fall, Sie müssen nichts tun.`,
    '',
  ].join('\n\n'),
})
