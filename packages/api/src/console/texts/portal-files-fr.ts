import type { portalFilesEn } from './portal-files-en.ts'

export const portalFilesFr: Record<keyof typeof portalFilesEn, string> = {
  'nav.portal-files': 'Fichiers',
  'portal.files': 'Listes et réponses en fichiers',
  'portal.download': 'Télécharger une liste',
  'portal.download-how':
    'CSV, 10 000 lignes au plus, les plus anciennes d’abord. Remplissez les colonnes answer et comment et renvoyez-la ci-dessous.',
  'portal.download-open': 'Éléments à répondre',
  'portal.download-answered': 'Éléments avec réponse',
  'portal.download-all': 'Tous les éléments',
  'portal.upload': 'Envoyer des réponses',
  'portal.upload-how':
    'Un fichier CSV avec les colonnes item, answer et comment, 2 500 réponses au plus. Les lignes sans réponse sont ignorées. Vous voyez ce qu’il fera avant que rien ne soit pris en compte : tout, ou rien.',
  'portal.file': 'Fichier',
  'portal.paste': 'Ou collez ses lignes ici',
  'portal.check-file': 'Vérifier le fichier',
  'portal.answers-known': 'Ce que peut contenir la colonne answer',
  'portal.answers-either': 'Le code ou les mots peuvent y figurer, dans toute langue de ces pages.',
  'portal.with-comment': 'avec un commentaire',
  'portal.file-refused': 'Le fichier ne peut pas encore être pris en compte',
  'portal.file-refused-how':
    'Rien n’a été pris en compte. Corrigez ces lignes et renvoyez le fichier.',
  'portal.file-empty': 'Rien n’a été pris en compte : aucune ligne n’a de réponse.',
  'portal.lines-good': 'Réponses',
  'portal.lines-refused': 'Lignes refusées',
  'portal.lines-empty': 'Lignes sans réponse',
  'portal.taken-now': 'Prises en compte',
  'portal.taken-before': 'Déjà arrivées',
  'portal.line': 'Ligne',
  'portal.line-n': 'Ligne {n}',
  'portal.stood-there': 'Ce qui s’y trouvait',
  'portal.why': 'Pourquoi',
  'portal.whole-notice': 'toute la notification',
  'portal.more-lines': 'Non affichées ici : {n} de plus.',
  'line-code.cells-too-many':
    'Cette ligne a plus de cellules que la première n’a de colonnes. Mettez entre guillemets un commentaire avec une virgule ou un point-virgule.',
  'line-code.reference-invalid': 'Ce n’est pas la référence d’un élément.',
  'line-code.answer-unknown': 'Cette réponse n’est pas connue.',
  'line-code.preserved-invalid': 'Conservé pour la police : yes ou no.',
  'line-code.reply-needs-detail': 'Cette réponse demande un commentaire.',
  'line-code.reply-too-long': 'Le commentaire dépasse 2 000 caractères.',
  'line-code.reply-item-not-found': 'Aucun élément de ce genre ne vous a été notifié.',
  'line-code.item-repeated': 'Une ligne précédente répond au même élément.',
  'problem.answers-not-csv':
    'Ce n’est pas un fichier CSV dont la première ligne nomme les colonnes item et answer.',
  'problem.answers-too-many': 'Envoyez au plus 10 000 lignes à la fois.',
  'problem.body-too-large': 'C’est plus grand que ce qui est accepté ici.',
}
