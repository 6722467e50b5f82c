import type { EscalationWording, Part } from '../wording.ts'

const shared = {
  askHeading: 'CE QUE NOUS VOUS DEMANDONS',
  byWhen: (until) =>
    `Sans délai ; veuillez répondre au plus tard le ${until}. Nous poursuivons nos vérifications tant que le contenu reste en ligne.`,
} satisfies Partial<Part>

const SHARED_SERVICE =
  'Si le nom de domaine sert à de nombreuses personnes, par exemple parce qu’un service partagé l’utilise, laissez-le en l’état et indiquez-nous à qui nous adresser dans ce service.'
const SILENCE = 'N’avertissez pas le titulaire avant d’agir, lorsque la loi vous laisse ce choix.'
const RECORDS =
  'Préservez, pour la police, les données d’enregistrement, de paiement et d’accès que la loi vous permet de garder.'

export const escalation: EscalationWording = {
  parts: {
    'upstream-notice': {
      ...shared,
      subject: (reference) =>
        `Escalade ${reference} – contenu illicite sur un réseau que vous raccordez`,
      lead: (files) =>
        files === 1
          ? 'Un fichier connu montrant des abus sexuels commis sur des enfants est toujours accessible sur un réseau que vous raccordez à l’internet. Son hébergeur a été informé et le fichier est toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que fournisseur de transit.'
          : `${files} fichiers connus montrant des abus sexuels commis sur des enfants sont toujours accessibles sur un réseau que vous raccordez à l’internet. Leur hébergeur a été informé et les fichiers sont toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que fournisseur de transit.`,
      asks: [
        'Exigez du réseau que vous raccordez qu’il supprime le contenu immédiatement.',
        'S’il ne le fait pas, limitez la connexion des serveurs énumérés ci-dessus, dans la mesure où votre contrat et la loi le permettent et sans aller au-delà du nécessaire. Tenez compte des autres services, licites, à la même adresse IP.',
        'Demandez à ce réseau de ne pas avertir au préalable l’auteur de la mise en ligne, lorsque la loi laisse ce choix.',
        'Informez-nous de la suite donnée. Si vous ne raccordez pas ce réseau, indiquez-nous qui le raccorde.',
      ],
    },
    'registrar-notice': {
      ...shared,
      subject: (reference) =>
        `Escalade ${reference} – contenu illicite sous un nom de domaine que vous gérez`,
      lead: (files) =>
        files === 1
          ? 'Un fichier connu montrant des abus sexuels commis sur des enfants est toujours accessible sous un nom de domaine enregistré par votre intermédiaire. Les destinataires mentionnés ci-dessous ont été informés et le fichier est toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que bureau d’enregistrement.'
          : `${files} fichiers connus montrant des abus sexuels commis sur des enfants sont toujours accessibles sous des noms de domaine enregistrés par votre intermédiaire. Les destinataires mentionnés ci-dessous ont été informés et les fichiers sont toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que bureau d’enregistrement.`,
      asks: [
        'Vérifiez, pour chaque nom de domaine cité, s’il sert à diffuser ce contenu.',
        'Si tel est le cas, suspendez-le (par exemple par le statut clientHold), dans la mesure où vos conditions et la loi le permettent. Ne le supprimez pas et ne le rendez pas disponible pour d’autres.',
        SHARED_SERVICE,
        RECORDS,
        SILENCE,
        'Informez-nous de la suite donnée.',
      ],
    },
    'registry-notice': {
      ...shared,
      subject: (reference) =>
        `Escalade ${reference} – contenu illicite sous un nom de domaine de votre registre`,
      lead: (files) =>
        files === 1
          ? 'Un fichier connu montrant des abus sexuels commis sur des enfants est toujours accessible sous un nom de domaine de votre registre. Les destinataires mentionnés ci-dessous ont été informés et le fichier est toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que registre.'
          : `${files} fichiers connus montrant des abus sexuels commis sur des enfants sont toujours accessibles sous des noms de domaine de votre registre. Les destinataires mentionnés ci-dessous ont été informés et les fichiers sont toujours en ligne. Nous vous demandons d’agir dans la mesure de vos possibilités en tant que registre.`,
      asks: [
        'Demandez au bureau d’enregistrement de vérifier chaque nom de domaine cité et de le suspendre s’il sert à diffuser ce contenu.',
        'S’il n’agit pas, suspendez vous-même la délégation (par exemple par le statut serverHold), dans la mesure où vos règles et la loi le permettent. Ne supprimez pas le nom de domaine.',
        SHARED_SERVICE,
        SILENCE,
        'Informez-nous de la suite donnée.',
      ],
    },
  },
  heading: 'CE QUI A ÉTÉ DEMANDÉ JUSQU’ICI',
  roles: {
    host: 'Hébergeur',
    upstream: 'Fournisseur de transit',
    registrar: 'Bureau d’enregistrement',
  },
  told: (times, first, last) =>
    times === 1
      ? `1 notification, le ${first}`
      : `${times} notifications, la première le ${first}, la dernière le ${last}`,
  answered: { yes: 'réponse reçue, mais contenu toujours en ligne', no: 'aucune réponse' },
  stillThere: (checkedAt) =>
    `Lors de notre vérification du ${checkedAt}, le contenu était toujours en ligne.`,
  statement:
    'DÉCLARATION (avec les éléments de l’article 16, paragraphe 2, du règlement (UE) 2022/2065)',
}
