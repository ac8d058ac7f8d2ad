// Writes icons.json: the inner drawing of every Lucide icon that a template, a component or a registry names.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

const LUCIDE = resolve(import.meta.dirname, '../node_modules/lucide-static/icons')
const SOURCES = resolve(import.meta.dirname, '../../src/dealwright')

const QUOTED = /["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']/g
// {% icon "phone" %}, icon="phone", "icon": "phone", and the tables called ICONS in Python
const NAMED = [/\bicon["']?\s*[=:(]?\s*["'][a-z0-9-]+["']/g, /\bicon\b[^%}\n]*%}/g, /\w*ICONS?\b[^=\n]*=\s*\{[^}]*\}/g, /\bicon\w*\b.*["'][a-z0-9-]+["'].*/g]

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['static', 'fonts', 'migrations', '__pycache__'].includes(entry.name)) continue
    const path = resolve(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (/\.(html|py)$/.test(entry.name)) yield path
  }
}

export function usedIcons() {
  const names = new Set()
  for (const file of files(SOURCES)) {
    const text = readFileSync(file, 'utf8')
    for (const place of NAMED) for (const [passage] of text.matchAll(place))
      for (const [, name] of passage.matchAll(QUOTED)) if (existsSync(`${LUCIDE}/${name}.svg`)) names.add(name)
  }
  return [...names].sort()
}

function drawing(name) {
  const svg = readFileSync(`${LUCIDE}/${name}.svg`, 'utf8').replace(/<!--[\s\S]*?-->/, '')
  return svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s+/g, ' ').trim()
}

export const icons = () => ({
  name: 'dealwright-icons',
  generateBundle() {
    const drawings = Object.fromEntries(usedIcons().map((name) => [name, drawing(name)]))
    this.emitFile({ type: 'asset', fileName: 'icons.json', source: JSON.stringify(drawings) })
  },
})
