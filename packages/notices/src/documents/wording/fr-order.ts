import type { OrderWording } from '../wording.ts'

export const order: OrderWording = {
  subject: (reference) => `Injonction ${reference} – retrait de contenu illicite`,
  title: 'INJONCTION DE RETIRER UN CONTENU OU D’EN BLOQUER L’ACCÈS',
  headings: {
    issuedBy: 'AUTORITÉ D’ÉMISSION',
    addressee: 'DESTINATAIRE',
    ordered: 'MESURE ORDONNÉE',
    where: 'ADRESSES',
    basis: 'BASE JURIDIQUE ET MOTIFS',
    preserve: 'CONSERVATION ET CONFIDENTIALITÉ',
    redress: 'VOIES DE RECOURS',
    answer: 'À QUI RENDRE COMPTE',
  },
  labels: {
    authority: 'Autorité',
    country: 'État',
    reference: 'Référence',
    issuedAt: 'Émise le',
    name: 'Fournisseur',
    representative: 'Représentant légal',
    contact: 'Contact',
    telephone: 'Téléphone',
    legalBasis: 'Base juridique',
    reasons: 'Motifs',
  },
  ordered: (addresses, hours) =>
    `Il vous est ordonné de retirer le contenu qui se trouve ${addresses === 1 ? 'à l’adresse' : `aux ${addresses} adresses`} ci-dessous, ou d’en bloquer l’accès, dans un délai ${hours === 1 ? 'd’une heure' : `de ${hours} heures`} à compter de la réception de la présente injonction.`,
  clock:
    'Si vous ne pouvez pas vous y conformer pour l’un des motifs du formulaire 3, indiquez-le immédiatement. Le délai commence à courir lorsque ce motif a cessé d’exister.',
  preserve: (months) =>
    `Conservez le contenu retiré et les données qui s’y rapportent pendant ${months === 1 ? 'un mois' : `${months} mois`}, séparément et de façon protégée, aux seules fins de procédures et de recours.`,
  silence: (until) =>
    `Avant le ${until}, n’avertissez pas le fournisseur du contenu de l’existence de la présente injonction.`,
  redress: (body, days) =>
    `Vous-même et le fournisseur du contenu pouvez contester la présente injonction devant : ${body}. Le délai est de ${days === 1 ? 'un jour' : `${days} jours`} à compter de la réception.`,
  tell: (mailbox) =>
    `Une fois l’injonction exécutée, envoyez le formulaire 2 (joint : answer-effect.txt) à ${mailbox}.`,
  tellImpossible:
    'Si vous ne pouvez pas l’exécuter, envoyez le formulaire 3 (joint : answer-impossible.txt) à la même adresse.',
  questions: (mailbox) => `Questions au sujet de la présente injonction : ${mailbox}.`,
  about:
    'L’expéditeur mentionné ci-dessous transmet la présente injonction pour le compte de l’autorité. Aucune image n’est jointe. Veuillez n’envoyer ni image ni copie.',
  forms: {
    effect: {
      title: 'FORMULAIRE 2 – SUITES DONNÉES À L’INJONCTION',
      intro: (reference, mailbox) => `Concerne l’injonction ${reference}. À renvoyer à ${mailbox}.`,
      choices: [
        'Le contenu a été retiré.',
        'L’accès au contenu a été bloqué.',
        'Le contenu avait déjà disparu à la réception de l’injonction.',
      ],
      note: 'Veuillez cocher ce qui convient et mentionner les références concernées.',
    },
    impossible: {
      title: 'FORMULAIRE 3 – IMPOSSIBILITÉ D’EXÉCUTER L’INJONCTION',
      intro: (reference, mailbox) => `Concerne l’injonction ${reference}. À renvoyer à ${mailbox}.`,
      choices: [
        'L’exécution est impossible pour des raisons indépendantes de notre volonté (techniques ou opérationnelles).',
        'L’injonction contient des erreurs manifestes.',
        'L’injonction ne contient pas les informations nécessaires à son exécution.',
        'Nous n’hébergeons pas le contenu.',
      ],
      note: 'Veuillez cocher ce qui convient et l’expliquer ; précisez ce qui manque ou qui héberge le contenu.',
    },
  },
  filled: {
    addresses: 'Références',
    at: 'Date et heure (UTC)',
    explanation: 'Explication',
    name: 'Nom et fonction',
    date: 'Date',
  },
}
