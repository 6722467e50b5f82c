import type { Language } from '@nightlight/contract'

const WORDS: Readonly<
  Record<Language, { subject: string; text: (organisation: string) => string }>
> = {
  en: {
    subject: 'TEST - not a notice',
    text: (organisation) =>
      `This is a test by ${organisation}. Somebody of your organisation asked for it in the portal. It is about no content, and you need not do anything.`,
  },
  fr: {
    subject: 'TEST - pas une notification',
    text: (organisation) =>
      `Ceci est un test de ${organisation}. Une personne de votre organisation l’a demandé dans le portail. Il ne concerne aucun contenu, vous n’avez rien à faire.`,
  },
  nl: {
    subject: 'TEST - geen melding',
    text: (organisation) =>
      `Dit is een test van ${organisation}. Iemand van uw organisatie heeft er in het portaal om gevraagd. Hij gaat over geen inhoud, en u hoeft niets te doen.`,
  },
  de: {
    subject: 'TEST - keine Meldung',
    text: (organisation) =>
      `Das ist ein Test von ${organisation}. Jemand aus Ihrer Organisation hat ihn im Portal angefordert. Er betrifft keinen Inhalt, Sie müssen nichts tun.`,
  },
}

/** What a test says, in the language of the provider; nothing of a case. */
export const writeTest = (
  language: Language,
  organisation: string,
): { subject: string; text: string } => {
  const { subject, text } = WORDS[language]
  return { subject, text: `${text(organisation)}\n` }
}
