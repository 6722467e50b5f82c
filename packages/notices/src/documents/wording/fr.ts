import type { Part, Wording } from '../wording.ts'
import { escalation } from './fr-escalation.ts'
import { order } from './fr-order.ts'

const provider = {
  askHeading: 'CE QUE NOUS VOUS DEMANDONS',
  asks: [
    'Bloquez immédiatement l’accès au contenu, puis supprimez-le partout où vous en conservez une copie.',
    'Conservez pour la police les données de compte, d’envoi et d’accès que la loi vous permet de garder.',
    'N’avertissez pas au préalable le client ni l’auteur de la mise en ligne, lorsque la loi vous laisse ce choix.',
    'Informez-nous de la suite donnée.',
  ],
  byWhen: (until) =>
    `Sans délai, et au plus tard le ${until}. Nous poursuivons nos vérifications et vous écrirons de nouveau tant que le contenu reste en ligne.`,
} satisfies Partial<Part>

export const fr: Wording = {
  parts: {
    ...escalation.parts,
    'provider-notice': {
      ...provider,
      subject: (reference) => `Notification ${reference} – contenu illicite sur votre réseau`,
      lead: (files) =>
        files === 1
          ? 'Un fichier connu montrant des abus sexuels commis sur des enfants est accessible sur votre réseau. Veuillez le supprimer sans délai.'
          : `${files} fichiers connus montrant des abus sexuels commis sur des enfants sont accessibles sur votre réseau. Veuillez les supprimer sans délai.`,
    },
    'provider-reminder': {
      ...provider,
      subject: (reference, seq) =>
        `Notification ${reference} (n° ${seq}) – contenu illicite toujours présent sur votre réseau`,
      lead: (files) =>
        files === 1
          ? 'Un fichier connu montrant des abus sexuels commis sur des enfants est toujours accessible sur votre réseau. Veuillez le supprimer dès maintenant.'
          : `${files} fichiers connus montrant des abus sexuels commis sur des enfants sont toujours accessibles sur votre réseau. Veuillez les supprimer dès maintenant.`,
    },
    'police-hand-over': {
      subject: (reference) =>
        `Transmission ${reference} – contenu illicite porté à votre attention`,
      lead: (files) =>
        files === 1
          ? 'Nous vous transmettons un emplacement où se trouve un contenu connu montrant des abus sexuels commis sur des enfants. La suite à donner vous appartient.'
          : `Nous vous transmettons ${files} emplacements où se trouvent des contenus connus montrant des abus sexuels commis sur des enfants. La suite à donner vous appartient.`,
      askHeading: 'CE QUE NOUS VOUS DEMANDONS',
      asks: [
        'Décidez si l’hébergeur doit être contacté, à quel moment et par qui.',
        'Indiquez-nous si tout contact avec l’hébergeur doit attendre, et jusqu’à quelle date.',
        'Communiquez-nous la référence de votre dossier.',
      ],
      byWhen: () =>
        'Dès que possible : le contenu reste accessible tant que personne n’intervient. Nous poursuivons nos vérifications et vous informerons de sa disparition.',
    },
  },
  copy: (n) => `Copie n° ${n} de la même notification.`,
  to: (name) => `À l’attention de : ${name}`,
  again: (seq, firstSentAt, lastSeenAt) =>
    `Ceci est la notification n° ${seq} concernant le même contenu.` +
    (firstSentAt ? ` La première a été envoyée le ${firstSentAt}.` : '') +
    ` Lors de notre vérification du ${lastSeenAt}, le contenu était toujours en ligne.`,
  headings: {
    where: 'OÙ',
    byWhen: 'DÉLAI',
    answer: 'COMMENT RÉPONDRE',
    statement: 'DÉCLARATION (article 16, paragraphe 2, du règlement (UE) 2022/2065)',
    legal: 'BASE JURIDIQUE',
    about: 'À PROPOS DE CE MESSAGE',
  },
  defanged: 'Les adresses ne sont pas cliquables : lisez hxxp comme http et [.] comme un point.',
  withheld: (addresses, reference) =>
    addresses === 1
      ? `Par sécurité, l’adresse exacte ne figure pas dans ce message. Vous la trouverez ici sous la référence ${reference} :`
      : `Par sécurité, les ${addresses} adresses exactes ne figurent pas dans ce message. Vous les trouverez ici sous la référence ${reference} :`,
  colon: ' : ',
  labels: {
    host: 'Hôte',
    domain: 'Domaine',
    hostedIn: 'pays',
    page: 'Sur la page',
    seen: 'Constaté le',
    stillThere: 'Toujours en ligne le',
    match: 'Concordance',
    classification: 'Catégorie',
    type: 'Type de fichier',
    sha256: 'SHA-256 du fichier récupéré',
    reference: 'Référence',
  },
  matches: {
    exact: 'fichier identique',
    near: 'copie réencodée ou légèrement modifiée',
  },
  nationalOnly: 'illicite en droit national',
  list: (authority) => `liste de : ${authority}`,
  unitedStates: [
    'Pour le contenu hébergé aux États-Unis : signalez-le à la CyberTipline du National Center for Missing & Exploited Children (18 U.S.C. 2258A), si ce n’est déjà fait.',
    'Conservez pendant un an le contenu de ce signalement, comme cet article l’exige : ce que vous conservez à ce titre n’est pas à supprimer en vertu du point 1.',
  ],
  answerByMail: (mailbox, reference) =>
    `Répondez à ce message, ou écrivez à ${mailbox} en mentionnant ${reference}.`,
  sayWhich:
    'Précisez : supprimé, déjà disparu, reçu, transmis, hors de votre réseau (chez qui ?), hébergé ailleurs (quelle adresse IP ?), informations manquantes (lesquelles ?), contesté, refusé ou impossible (pour quelle raison ?).',
  answerOnline: (hours) =>
    `Ou répondez ici, sans compte. Le lien sert une seule fois, dans ${hours === 1 ? 'l’heure' : `les ${hours} heures`} ; la page vous en envoie un nouveau :`,
  statement: {
    reason: (authorities) =>
      `Motif : chaque fichier a été récupéré à l’adresse indiquée et son empreinte concorde avec une liste de contenus connus d’abus sexuels commis sur des enfants, tenue par : ${authorities}. La mise à disposition de tels contenus est une infraction pénale.`,
    location: 'Emplacement exact : les adresses énumérées ci-dessus.',
    locationWithheld:
      'Emplacement exact : les adresses que notre page de réponse énumère sous les références ci-dessus.',
    notifier: (organisation, mailbox) => `Notifiant : ${organisation}, ${mailbox}.`,
    goodFaith:
      'Bonne foi : nous pensons de bonne foi que les informations et les allégations figurant dans la présente notification sont exactes et complètes.',
  },
  about: {
    provider: [
      'Le contenu a été détecté automatiquement. Aucune image n’est jointe. Veuillez ne nous envoyer ni image ni copie.',
    ],
    police: [
      'Le contenu a été récupéré automatiquement, comparé en mémoire et n’a pas été conservé. Aucune image n’est jointe et aucune ne peut être fournie. Relevé de chaque vérification : sur demande.',
      'Nous pensons de bonne foi que les informations figurant dans ce message sont exactes et complètes.',
    ],
  },
  retraction: {
    provider: {
      subject: (reference) => `Rétractation concernant la notification ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Nous rétractons ce que notre notification ${reference} du ${sentAt} indiquait au sujet ${
          addresses === 1 ? 'de l’adresse' : `des ${addresses} adresses`
        } ci-dessous. L’identification sur laquelle elle reposait a été annulée.`,
      means: [
        'En ce qui nous concerne, vous n’avez pas à supprimer ni à bloquer ce contenu, ni à le maintenir hors ligne. La décision à son sujet vous appartient de nouveau.',
        'Si, à la suite de notre notification, vous avez restreint un compte, conservé des données ou informé des tiers, veuillez tenir compte du fait qu’elle n’a plus de fondement.',
        'Les autres contenus mentionnés dans nos notifications ne sont pas concernés par ce message.',
      ],
    },
    police: {
      subject: (reference) => `Rétractation concernant la transmission ${reference}`,
      lead: (reference, sentAt, addresses) =>
        `Nous rétractons ce que notre transmission ${reference} du ${sentAt} indiquait au sujet ${
          addresses === 1 ? 'de l’adresse' : `des ${addresses} adresses`
        } ci-dessous. L’identification sur laquelle elle reposait a été annulée.`,
      means: [
        'En ce qui nous concerne, aucune mesure n’est nécessaire au sujet de ce contenu ; il n’a pas à être supprimé ni maintenu hors ligne.',
        'Si vous avez communiqué notre transmission à des tiers ou y avez donné suite, veuillez tenir compte du fait qu’elle n’a plus de fondement.',
        'Les autres contenus mentionnés dans nos transmissions ne sont pas concernés par ce message.',
      ],
    },
    headings: {
      what: 'CE QUE NOUS RÉTRACTONS',
      means: 'CE QUE CELA SIGNIFIE',
      contact: 'SI VOUS AVEZ DES QUESTIONS',
    },
    alsoAs: 'Également communiqué sous',
    apology:
      'Nous vous présentons nos excuses à ce sujet, ainsi que pour le travail que cela vous a occasionné.',
  },
  escalation,
  order,
  iccam: {
    subject: (reference) => `Transmission ICCAM ${reference} – à saisir`,
    hosted: (addresses, unplaced) =>
      unplaced === 0
        ? addresses === 1
          ? 'Elle est hébergée dans un pays dont la hotline INHOPE s’en chargera.'
          : 'Elles sont hébergées dans des pays dont les hotlines INHOPE s’en chargeront.'
        : addresses === 1
          ? 'On ne sait pas où elle est hébergée : établissez-le avant de la saisir.'
          : `On ne sait pas où ${unplaced} d’entre elles sont hébergées : établissez-le avant de saisir celles-là.`,
    lead: (addresses) =>
      addresses === 1
        ? 'Veuillez saisir dans ICCAM une adresse où se trouve un contenu connu d’abus sexuels commis sur des enfants.'
        : `Veuillez saisir dans ICCAM ${addresses} adresses où se trouvent des contenus connus d’abus sexuels commis sur des enfants.`,
    headings: { steps: 'À FAIRE', where: 'CE QU’IL FAUT SAISIR', about: 'À PROPOS DE CE MESSAGE' },
    steps: (mailbox, reference) => [
      'Reprenez les adresses et les données des fichiers joints (iccam.json contient chaque adresse telle quelle).',
      'Saisissez-les dans ICCAM. Ne joignez aucune image et n’ouvrez aucune adresse pour la consulter.',
      `Indiquez dans notre système, ou à ${mailbox} en mentionnant ${reference} : saisi, référence N, où N est la référence donnée par ICCAM.`,
      'Si un élément ne peut pas être saisi, indiquez lequel et pourquoi.',
    ],
    about:
      'Le contenu a été récupéré automatiquement, comparé en mémoire et n’a pas été conservé. Les fichiers contiennent des adresses, des dates et des catégories : ni image ni empreinte. Supprimez-les dès que tout est saisi.',
  },
}
