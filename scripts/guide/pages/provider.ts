import type { GuidePage } from '../pages.ts'

const role = 'provider'

export const PROVIDER_PAGES: readonly GuidePage[] = [
  { name: 'sign-in', role: null, route: '/' },
  { name: 'sign-in-link', role: null, route: '/sign-in' },
  { name: 'sign-in-code', role: null, route: '/sign-in/code' },
  { name: 'reference', role: null, route: '/reference' },
  { name: 'portal', role, route: '/portal', phone: true },
  { name: 'portal-notice', role, route: '/portal/notices/:id', phone: true },
  {
    name: 'portal-answer',
    role,
    route: '/portal/notices/:id',
    // The last thing of its form: the field itself is in sight from the top.
    shows: 'main button.primary',
  },
  {
    name: 'portal-preview',
    role,
    from: '/portal?tick=all',
    fills: { 'select[name="answer"]': 'actioned' },
    presses: 'main button.primary',
    route: '/portal/preview',
  },
  { name: 'portal-files', role, route: '/portal/files' },
  {
    name: 'portal-file-preview',
    role,
    from: '/portal/files',
    fills: {
      'textarea[name="text"]': 'item,answer,comment\nREFERENCE,forwarded,to our customer\n',
    },
    presses: 'form[action="/portal/files/preview"] button',
    route: '/portal/files/preview',
  },
  { name: 'portal-times', role, route: '/portal/response-times' },
  { name: 'portal-ways', role, route: '/portal/ways' },
  { name: 'reply-open', role: null, route: '/reply', phone: true },
  { name: 'reply-notice', role: null, route: '/reply/notice', phone: true },
  {
    name: 'reply-answer',
    role: null,
    route: '/reply/notice',
    shows: 'form.card[action^="/reply/answers"]',
  },
  {
    name: 'reply-receipt',
    role: null,
    from: '/reply/notice',
    fills: { 'select[name="answer"]': 'acknowledged' },
    presses: 'form.card[action^="/reply/answers"] button.primary',
    route: '/reply/receipt',
  },
]
