// One stylesheet, one module, a lazy chunk for the board, fonts, and the icons that templates ask for.
import { resolve } from 'node:path'
import tailwind from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { icons } from './scripts/icons.mjs'

const here = import.meta.dirname

export default defineConfig({
  root: resolve(here, 'src'),
  base: './', // relative, so that any STATIC_URL will do
  plugins: [tailwind(), icons()],
  build: {
    outDir: resolve(here, '../src/dealwright/ui/static/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome125', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0, // fonts stay files: font-src 'self' allows no data: address
    modulePreload: { polyfill: false },
    rollupOptions: { input: resolve(here, 'src/main.js') },
  },
})
