export const caseExportEn = {
  'case-export.title': 'Export the case for the police',
  'case-export.how':
    'One signed file with the exact addresses, every observation, what was sent, and proofs of the log; no image. It is written in the log that you exported it, and why.',
  'case-export.reason': 'Why it is handed over',
  'case-export.legal-basis': 'Legal basis, as the police will read it',
  'case-export.recipient': 'For whom',
  'case-export.choose-recipient': 'Choose for whom',
  'case-export.by-hand': 'handed over by hand, not encrypted',
  'case-export.begin': 'Export',
  'export-reason.police-request': 'request of the police',
  'export-reason.court-order': 'order of a court or prosecutor',
  'export-reason.own-referral': 'referral of our own',
  'export-reason.request-from-abroad': 'request from abroad',
  'problem.audit-not-sequenced':
    'The log has no signed head that covers it yet. Try again in a minute.',
  'problem.exports-busy':
    'As many cases are being exported as can be at once. Try again in a minute.',
}
