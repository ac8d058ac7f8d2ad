// The one script of every page. Each file below owns one behaviour and finds its elements by data attributes,
// so what htmx brings later needs no wiring.
import './styles/app.css'
import Alpine from '@alpinejs/csp'
import './requests.js'
import './appearance.js'
import './changes.js'
import './dialogs.js'
import './guard.js'
import './inline.js'
import './keyboard.js'
import './mentions.js'
import './menus.js'
import './palette.js'
import './passkeys.js'
import './quick.js'
import './rows.js'
import './selection.js'
import './signals.js'
import './tabs.js'
import './toasts.js'
import './uploads.js'
import { lookup } from './lookup.js'

Alpine.data('lookup', lookup)
Alpine.start()

if (document.querySelector('[data-board]')) import('./board.js')
if (document.querySelector('[data-order]')) import('./order.js')
if (document.querySelector('[data-sheet]')) import('./sheet.js')
if (document.querySelector('[data-list]')) import('./list.js')
