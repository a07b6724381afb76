import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: here,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    minify: false,
    license: false,
    rollupOptions: {
      input: Object.fromEntries(
        readdirSync(here)
          .filter((name) => name.endsWith('.test.ts'))
          .map((name) => [name.replace(/\.ts$/, ''), here + name]),
      ),
    },
  },
})
