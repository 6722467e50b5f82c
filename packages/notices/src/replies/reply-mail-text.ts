import type { Language } from '@nightlight/contract'
import { wrap } from '../documents/plain-text.ts'
import type { ReplyMailKind } from './reply-mail-store.ts'

type Words = {
  subject: (reference: string) => string
  code: string
  codeHow: string
  link: (items: number) => string
  linkHow: (hours: number) => string
  notYou: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    subject: (reference) => `Notice ${reference} - reply page`,
    code: 'Type this code on the reply page to see the exact addresses:',
    codeHow: 'It works once, within 15 minutes. Nobody of ours asks you for it.',
    link: (items) =>
      `We told you of illegal content on your network (${items === 1 ? '1 item' : `${items} items`}). The exact addresses are on the reply page, and you can answer there:`,
    linkHow: (hours) =>
      `The link works once, within ${hours} hours. This mail names no address, so that no filter stops it.`,
    notYou: 'If nobody at your organisation asked for this mail, you need not do anything.',
  },
  fr: {
    subject: (reference) => `Notification ${reference} - page de réponse`,
    code: 'Tapez ce code sur la page de réponse pour voir les adresses exactes :',
    codeHow:
      'Il sert une seule fois, dans les 15 minutes. Personne chez nous ne vous le demandera.',
    link: (items) =>
      `Nous vous avons notifié un contenu illicite sur votre réseau (${items === 1 ? '1 élément' : `${items} éléments`}). Les adresses exactes se trouvent sur la page de réponse, où vous pouvez répondre :`,
    linkHow: (hours) =>
      `Le lien sert une seule fois, dans les ${hours} heures. Ce message ne cite aucune adresse, afin qu’aucun filtre ne l’arrête.`,
    notYou: 'Si personne chez vous n’a demandé ce message, vous n’avez rien à faire.',
  },
  nl: {
    subject: (reference) => `Melding ${reference} - antwoordpagina`,
    code: 'Typ deze code op de antwoordpagina om de exacte adressen te zien:',
    codeHow: 'Hij werkt één keer, binnen 15 minuten. Niemand van ons vraagt u erom.',
    link: (items) =>
      `Wij meldden u illegale inhoud op uw netwerk (${items === 1 ? '1 item' : `${items} items`}). De exacte adressen staan op de antwoordpagina, waar u kunt antwoorden:`,
    linkHow: (hours) =>
      `De link werkt één keer, binnen ${hours} uur. Deze mail noemt geen adres, zodat geen filter hem tegenhoudt.`,
    notYou: 'Heeft niemand van uw organisatie om deze mail gevraagd, dan hoeft u niets te doen.',
  },
  de: {
    subject: (reference) => `Meldung ${reference} - Antwortseite`,
    code: 'Geben Sie diesen Code auf der Antwortseite ein, um die genauen Adressen zu sehen:',
    codeHow: 'Er gilt einmal, 15 Minuten lang. Von uns fragt Sie niemand danach.',
    link: (items) =>
      `Wir haben Ihnen rechtswidrige Inhalte in Ihrem Netz gemeldet (${items === 1 ? '1 Eintrag' : `${items} Einträge`}). Die genauen Adressen stehen auf der Antwortseite, dort können Sie antworten:`,
    linkHow: (hours) =>
      `Der Link gilt einmal, ${hours} Stunden lang. Diese Mail nennt keine Adresse, damit kein Filter sie aufhält.`,
    notYou: 'Hat niemand bei Ihnen diese Mail angefordert, müssen Sie nichts tun.',
  },
}

/**
 * A mail of the reply page: a code, or a link and how many items it is about; never an address.
 *
 * @param secret the code, or the whole link
 */
export function writeReplyMail(
  language: Language,
  kind: ReplyMailKind,
  facts: { reference: string; items: number; hours: number; secret: string; organisation: string },
): { subject: string; text: string } {
  const words = WORDS[language]
  const { reference, items, hours, secret, organisation } = facts
  const [lead, how] =
    kind === 'code' ? [words.code, words.codeHow] : [words.link(items), words.linkHow(hours)]
  const blocks = [wrap(lead), `    ${secret}`, wrap(how), wrap(words.notYou)]
  const signature = `-- \n${organisation}\n${reference}`
  return { subject: words.subject(reference), text: `${[...blocks, signature].join('\n\n')}\n` }
}
