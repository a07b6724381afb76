// For everyone: axe without findings in every view, the keyboard alone for every task, 400 % zoom.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, close, json, launch, mapDrawn, open, picture, resultShown, tabTo, twoRuns } from './browser.mjs'

let browser
let site
let runs
before(async () => {
  browser = await launch()
  const page = await open(browser, '/?view=table')
  const run = (await json(page, '/city')).default_run
  site = (await json(page, `/sites?run=${run}&technology=fibre&state=planned&sort=-cost&page_size=1`)).sites[0]
  runs = await twoRuns(page)
  await close(page)
})
after(async () => {
  await browser?.close()
})

const card = () => `site=${encodeURIComponent(site.id)}`
const VIEWS = {
  map: { address: () => '/?', ready: mapDrawn },
  table: { address: () => '/?view=table', ready: (page) => page.waitForSelector('table.sites') },
  card: { address: () => `/?view=table&${card()}`, ready: (page) => page.waitForSelector('.amounts') },
  'card on the map': {
    address: () => `/?${card()}`,
    ready: async (page) => {
      await mapDrawn(page)
      await page.waitForSelector('.amounts')
    },
  },
  compare: {
    address: () => `/?view=compare&a=${runs.at(-1).id}&b=${runs[0].id}`,
    ready: async (page) => {
      await page.waitForSelector('.compare table.lines')
      await page.waitForFunction(() => [...document.querySelectorAll('.split .map')].every((map) => map.dataset.drawn))
    },
  },
  'nothing found': { address: () => '/?view=table&q=gibtesnichtxyz', ready: (page) => page.waitForSelector('.note') },
}

for (const [name, { address, ready }] of Object.entries(VIEWS)) {
  for (const lang of ['de', 'en']) {
    for (const theme of ['light', 'dark']) {
      test(`axe finds nothing: ${name}, ${lang}, ${theme}`, async () => {
        const page = await open(browser, `${address()}&lang=${lang}&theme=${theme}`)
        await ready(page)
        await resultShown(page)
        await page.evaluate(() => {
          for (const fold of document.querySelectorAll('details')) fold.open = true
        })
        await axe(page, `${name}, ${lang}, ${theme}`)
        await picture(page, `${name.replaceAll(' ', '-')}-${lang}-${theme}-open`)
        await close(page)
      })
    }
  }
}

test('the keyboard alone: skip link, table, card, Escape, and back where it was', async () => {
  const page = await open(browser, '/')
  await mapDrawn(page)
  await resultShown(page)
  await page.keyboard.press('Tab')
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Zum Inhalt/)
  await page.keyboard.press('Enter')
  await tabTo(page, (here) => here.text === 'Tabelle')
  await page.keyboard.press('Enter')
  await page.waitForSelector('table.sites')
  const first = await page.locator('table.sites tbody th button').first().textContent()
  await tabTo(page, (here) => here.tag === 'BUTTON' && here.text === first)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.amounts, .question')
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !location.search.includes('site='))
  await page.waitForFunction((name) => document.activeElement.textContent === name, first)
  await close(page)
})

test('the keyboard alone: filter, assumption, compute', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  await tabTo(page, (here) => here.tag === 'SUMMARY' && here.text === 'Technologie')
  await tabTo(page, (here) => here.tag === 'INPUT')
  await page.keyboard.press('Space')
  await page.waitForFunction(() => location.search.includes('technology='))
  await tabTo(page, (here) => here.text === 'Filter zurücksetzen')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => !location.search.includes('technology='))
  await tabTo(page, (here) => here.text === 'Rechnen')
  await close(page)
})

test('the keyboard alone: the map is moved by arrows and Enter opens the site under the cross', async () => {
  const page = await open(browser, `/?c=${site.lon},${site.lat},17`)
  await mapDrawn(page)
  await resultShown(page)
  await tabTo(page, (here) => here.tag === 'CANVAS')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.card-head h2')
  assert.equal(await page.textContent('.card-head h2'), site.name)
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement.tagName === 'CANVAS')
  const before = page.url()
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction((old) => location.href !== old, before)
  await close(page)
})

test('focus is visible wherever it stands', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  await page.waitForSelector('table.sites')
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const shown = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement)
      return { outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, what: document.activeElement.outerHTML.slice(0, 120) }
    })
    assert.ok(shown.outline, shown.what)
  }
  await close(page)
})

test('at 400 % everything is in one column and nothing is cut off', async () => {
  for (const [name, address] of [
    ['map', '/'],
    ['table', `/?view=table&${card()}`],
    ['compare', VIEWS.compare.address()],
  ]) {
    const page = await open(browser, address, { width: 320, height: 640 })
    await resultShown(page)
    if (name === 'map') await mapDrawn(page)
    await page.waitForTimeout(300)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 320, `${name} is ${width} wide`)
    await axe(page, `${name} at 400 %`)
    await picture(page, `${name}-400-percent`, { fullPage: true })
    await close(page)
  }
})

test('for those who want less motion nothing moves', async () => {
  const page = await open(browser, '/', { reducedMotion: 'reduce' })
  await mapDrawn(page)
  await page.click('.map-tools button:first-child')
  await page.waitForFunction(() => location.search.includes('c='), null, { timeout: 2000 })
  await close(page)
})
