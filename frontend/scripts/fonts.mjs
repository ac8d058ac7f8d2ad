// Copies the TTF fonts that PDF documents are set in: Inter first, Noto Sans for every other script.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

const PACKAGES = resolve(import.meta.dirname, '../node_modules/@expo-google-fonts')
const TARGET = resolve(import.meta.dirname, '../../src/dealwright/quotes/fonts')
const TEXT = ['400Regular', '500Medium', '600SemiBold', '700Bold']
const OTHER_SCRIPTS = ['400Regular', '700Bold'] // a CJK face weighs 5 to 10 MB, so two of them must do
const FONTS = {
  inter: TEXT,
  'noto-sans': TEXT,
  'noto-sans-arabic': OTHER_SCRIPTS,
  'noto-sans-devanagari': OTHER_SCRIPTS,
  'noto-sans-hebrew': OTHER_SCRIPTS,
  'noto-sans-thai': OTHER_SCRIPTS,
  'noto-sans-jp': OTHER_SCRIPTS,
  'noto-sans-kr': OTHER_SCRIPTS,
  'noto-sans-sc': OTHER_SCRIPTS,
}

rmSync(TARGET, { recursive: true, force: true })
mkdirSync(TARGET, { recursive: true })
for (const [family, weights] of Object.entries(FONTS)) {
  for (const weight of weights) {
    const folder = resolve(PACKAGES, family, weight)
    const face = readdirSync(folder).find((file) => file.endsWith('.ttf'))
    copyFileSync(resolve(folder, face), resolve(TARGET, face))
  }
}
