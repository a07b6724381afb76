// For everyone: axe without findings in every view, the keyboard alone for every task, 400 % zoom.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, close, json, launch, listed, mapDrawn, open, picture, resultShown, splitDrawn, tabTo, twoRuns } from './browser.mjs'

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
  table: { address: () => '/?view=table', ready: (page) => listed(page) },
  card: { address: () => `/?view=table&${card()}`, ready: (page) => page.waitForSelector('.amounts') },
  'card on the map': {
    address: () => `/?${card()}`,
    ready: async (page) => {
      await mapDrawn(page, '[data-shows~="route"]')
      await page.waitForSelector('.amounts')
    },
  },
  compare: {
    address: () => `/?view=compare&a=${runs.at(-1).id}&b=${runs[0].id}`,
    ready: async (page) => {
      await page.waitForSelector('.compare table.lines')
      await splitDrawn(page)
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
  await listed(page, 'view=table')
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
  await mapDrawn(page)
  const before = page.url()
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction((old) => location.href !== old, before)
  await close(page)
})

test('focus is visible wherever it stands', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  await listed(page)
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

test('at 400 % everything is in one column, nothing is cut off, and the work begins on the first screen', async () => {
  for (const [name, { address, ready }] of Object.entries(VIEWS)) {
    const page = await open(browser, address(), { width: 320, height: 256 })
    await resultShown(page)
    await ready(page)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 320, `${name} is ${width} wide`)
    const out = await page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((one) => !one.closest('.map, .sr, [aria-hidden=true], option, details:not([open]) > :not(summary)') && one.getClientRects().length > 0)
        .filter((one) => one.getBoundingClientRect().right > 321 || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' && !/^(SELECT|INPUT)$/.test(one.tagName)))
        .map((one) => one.outerHTML.slice(0, 160)),
    )
    assert.deepEqual(out, [], `${name}: reaches out or is cut off`)
    const top = await page.evaluate(() => document.querySelector('.toolbar').getBoundingClientRect().top)
    assert.ok(top < 128, `${name}: head and panels take ${top}`)
    await axe(page, `${name} at 400 %`)
    await picture(page, `${name.replaceAll(' ', '-')}-400-percent`, { fullPage: true })
    await close(page)
  }
})

test('at 400 % the card is reached from where it was opened and closing it leads back', async () => {
  const page = await open(browser, `/?view=table&${card()}`, { width: 320, height: 256 })
  await listed(page)
  await page.waitForSelector('.amounts')
  const inView = (selector) =>
    page.waitForFunction((one) => {
      const box = document.querySelector(one)?.getBoundingClientRect()
      return box && box.bottom > 0 && box.top < innerHeight
    }, selector)
  await page.locator('.toolbar button', { hasText: 'Zum Standort' }).click()
  await page.waitForFunction(() => document.activeElement.tagName === 'H2')
  await inView('.card-head h2')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !location.search.includes('site='))
  const row = page.locator('table.sites tbody th button').nth(20)
  await row.click()
  await page.waitForFunction(() => document.activeElement.tagName === 'H2')
  await inView('.card-head h2')
  await page.keyboard.press('Escape')
  const name = await row.textContent()
  await page.waitForFunction((text) => document.activeElement.textContent === text, name)
  await inView('table.sites tbody tr:nth-child(21)')
  await page.locator('.head-more summary').click()
  await page.getByLabel('Szenario').waitFor()
  await page.locator('.head-more input[type=search]').fill(site.name)
  await page.locator('.head-more input[type=search]').press('Enter')
  await page.waitForFunction((text) => document.querySelector('.card-head h2')?.textContent === text, site.name)
  await close(page)
})

test('for those who want less motion nothing moves', async () => {
  const page = await open(browser, '/', { reducedMotion: 'reduce' })
  await mapDrawn(page)
  // At once: no frame lies between the click and the new place.
  const at = await page.evaluate(() => {
    document.querySelector('.map-tools button').click()
    return location.search
  })
  assert.match(at, /c=/)
  await close(page)
})
