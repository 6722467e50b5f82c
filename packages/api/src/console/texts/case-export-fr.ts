import type { caseExportEn } from './case-export-en.ts'

export const caseExportFr: Record<keyof typeof caseExportEn, string> = {
  'case-export.title': 'Exporter le dossier pour la police',
  'case-export.how':
    'Un seul fichier signé, avec les adresses exactes, chaque constatation, ce qui a été envoyé et les preuves du journal ; aucune image. Le journal garde que vous l’avez exporté, et pourquoi.',
  'case-export.reason': 'Motif de la transmission',
  'case-export.legal-basis': 'Base légale, telle que la police la lira',
  'case-export.recipient': 'Destinataire',
  'case-export.choose-recipient': 'Choisir le destinataire',
  'case-export.by-hand': 'remis en main propre, non chiffré',
  'case-export.begin': 'Exporter',
  'export-reason.police-request': 'demande de la police',
  'export-reason.court-order': 'réquisition d’un tribunal ou du parquet',
  'export-reason.own-referral': 'signalement de notre part',
  'export-reason.request-from-abroad': 'demande venant de l’étranger',
  'problem.audit-not-sequenced':
    'Le journal n’a pas encore de tête signée qui le couvre. Réessayez dans une minute.',
  'problem.exports-busy':
    'Le nombre maximal d’exportations simultanées est atteint. Réessayez dans une minute.',
}
