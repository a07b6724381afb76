// The built files are committed and embedded in the program, so the build has to give the same bytes everywhere:
// names come from contents, there are no source maps, and nothing is taken from the environment.
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/',
  server: {
    port: 5173,
    proxy: Object.fromEntries(['/api', '/tiles', '/healthz'].map((path) => [path, 'http://127.0.0.1:8080'])),
  },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1400,
    license: { fileName: 'licences.md' },
  },
  worker: { format: 'es' },
})
