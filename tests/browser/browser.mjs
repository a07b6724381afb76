// What every browser test shares: one headless Chromium, pages that report whatever should not happen, axe, pictures.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

export const BASE = process.env.LICHTWEG_URL ?? 'http://127.0.0.1:8080'
const SHOTS = process.env.LICHTWEG_SHOTS
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const WAIT = 20_000

export async function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page of its own context. `page.complaints` lists console errors, failures and requests that left the origin. */
export async function open(browser, address = '/', options = {}) {
  const { dark = false, width = 1440, height = 900, before, allow = () => false, ...rest } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...rest,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT)
  page.complaints = []
  const complain = (text) => {
    if (!allow(text)) page.complaints.push(text)
  }
  page.on('console', (message) => {
    const text = message.text()
    if (!['error', 'warning'].includes(message.type()) || text.includes('GL Driver Message')) return
    complain(`console ${message.type()}: ${text}`)
  })
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${BASE}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) complain(`request left the origin: ${url}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()}: ${response.url()}`)
  })
  if (before) await before(page)
  await page.goto(BASE + address)
  return page
}

/** Close a page and say what it complained about. */
export async function close(page) {
  const { complaints } = page
  await page.context().close()
  assert.deepEqual(complaints, [])
}

/** The map stands still and has drawn its sites and what `also` names, each an attribute the map gives itself when it is idle. */
export async function mapDrawn(page, also = '[data-shows~="network"]') {
  await page.waitForSelector(`.map[data-drawn]:not([data-drawn="0"])${also}`)
}

/** The list of sites answers an address that holds `part`, not what was asked for before. */
export async function listed(page, part = '') {
  await page.waitForSelector(part ? `.hits[data-of*="${part}"]` : '.hits[data-of]')
}

/** Both halves of the comparison's map stand still with their sites. */
export async function splitDrawn(page) {
  await page.waitForFunction(() => {
    const maps = [...document.querySelectorAll('.split .map')]
    return maps.length === 2 && maps.every((map) => Number(map.dataset.drawn) > 0 && map.dataset.shows.includes('network'))
  })
}

/** A finished run is on screen. */
export async function resultShown(page) {
  await page.waitForSelector('.result .ok')
}

export async function json(page, path) {
  const response = await page.request.get(`${BASE}/api/v1${path}`)
  assert.equal(response.status(), 200, path)
  return response.json()
}

/** Runs with a result, newest first; makes a second one when there is only one, so that there is something to compare. */
export async function twoRuns(page) {
  const done = async () => (await json(page, '/runs')).runs.filter((run) => run.result)
  let runs = await done()
  if (runs.length > 1) return runs
  const { default_scenario, policies } = await json(page, '/city')
  const policy = policies.find((one) => one.name !== runs[0].policy).name
  await page.evaluate(
    ([scenario, policy]) =>
      fetch('/api/v1/runs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scenario, policy }),
      }),
    [default_scenario, policy],
  )
  for (const until = Date.now() + 180_000; runs.length < 2 && Date.now() < until; runs = await done()) await page.waitForTimeout(500)
  assert.ok(runs.length > 1, 'a second run was made')
  return runs
}

export async function axe(page, name) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const told = violations.map(
    ({ id, help, nodes }) => `${name}: ${id}: ${help}\n${nodes.slice(0, 3).map((node) => `    ${node.html}\n    ${node.failureSummary}`).join('\n')}`,
  )
  assert.equal(told.length, 0, told.join('\n'))
}

export async function picture(page, name, options = {}) {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`), ...options })
}

/** How many pixels of a picture lie near each of the named colours, counted in a page without any policy. */
export async function colours(browser, png, wanted) {
  const page = await browser.newPage()
  const result = await page.evaluate(
    async ({ url, wanted }) => {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.width
      canvas.height = image.height
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, image.width, image.height)
      const found = Object.fromEntries(Object.keys(wanted).map((name) => [name, 0]))
      const distinct = new Set()
      for (let i = 0; i < data.length; i += 4) {
        distinct.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2])
        for (const [name, [r, g, b]] of Object.entries(wanted)) {
          if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) found[name]++
        }
      }
      return { ...found, distinct: distinct.size }
    },
    { url: `data:image/png;base64,${png.toString('base64')}`, wanted },
  )
  await page.close()
  return result
}

/** Press Tab until the focused element satisfies `test`, at most `most` times; the names passed on the way. */
export async function tabTo(page, test, most = 120) {
  const passed = []
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(() => {
      const { activeElement: element } = document
      const box = element?.getBoundingClientRect()
      return {
        tag: element?.tagName ?? '',
        text: (element?.getAttribute('aria-label') || element?.textContent || '').trim().slice(0, 80),
        classes: element?.className ?? '',
        visible: !!box && box.width > 0 && box.height > 0,
      }
    })
    passed.push(`${here.tag} ${here.text}`)
    assert.ok(here.visible, `focus on something without a size: ${here.tag} ${here.text}`)
    if (test(here)) return passed
  }
  assert.fail(`not reached by Tab: ${passed.join(' | ')}`)
}
