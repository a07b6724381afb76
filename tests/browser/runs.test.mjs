// Assumptions, a run from the page, stopping, comparing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { close, json, launch, listed, mapDrawn, open, picture, resultShown, splitDrawn, twoRuns } from './browser.mjs'

const LONG = 180_000
let browser
before(async () => {
  browser = await launch()
})
after(async () => {
  await browser?.close()
})

async function finished(page, id) {
  await page.waitForFunction((run) => new URLSearchParams(location.search).get('run') === run && document.querySelector('.result .ok'), id, { timeout: LONG })
}

async function newRun(page, before) {
  await page.waitForFunction((old) => {
    const run = new URLSearchParams(location.search).get('run')
    return run && run !== old
  }, before)
  return new URL(page.url()).searchParams.get('run')
}

test('changed assumptions are listed, each can be undone, and a run with them comes to a verified plan', async () => {
  const page = await open(browser, '/')
  const first = (await json(page, '/runs')).runs.at(-1).id
  await page.goto(new URL(`/?run=${first}`, page.url()).href)
  await mapDrawn(page)
  await resultShown(page)
  const { sites } = await json(page, `/sites?run=${first}&technology=fibre&state=planned&sort=-cost&page_size=1`)
  const trench = page.getByLabel('Tiefbaupreis', { exact: true })
  await trench.fill('130')
  await trench.blur()
  const leased = page.getByLabel('Mietpreis', { exact: true })
  await leased.fill('90')
  await leased.blur()
  assert.equal(await page.locator('.changes li').count(), 2)
  await page.getByRole('button', { name: /Mietpreis.*zurücknehmen/ }).click()
  assert.equal(await page.locator('.changes li').count(), 1)
  await page.fill('input[type=search]', sites[0].name)
  await page.press('input[type=search]', 'Enter')
  await page.locator('.fix label', { hasText: 'Mietleitung' }).click()
  assert.equal(await page.locator('.changes li').count(), 2)
  await page.reload()
  await page.waitForSelector('.changes li:nth-child(2)')
  await page.getByRole('button', { name: 'Rechnen' }).click()
  const run = await newRun(page, first)
  await page.waitForSelector('.result .spin, .result .ok')
  await picture(page, 'run-de-light')
  await page.reload()
  await finished(page, run)
  const summary = await json(page, `/runs/${run}`)
  assert.equal(summary.state, 'done')
  assert.equal(summary.result.verified, true)
  assert.equal(summary.changes.prices.trench_factor, 1.3)
  assert.equal(summary.changes.technology[sites[0].id], 'leased')
  assert.equal((await json(page, `/sites/${encodeURIComponent(sites[0].id)}?run=${run}`)).technology, 'leased')
  await page.waitForSelector('.changes li:nth-child(2)')
  await close(page)
})

test('two runs are compared by their result lines and by what differs, largest amount first', async () => {
  const page = await open(browser, '/?view=compare')
  const done = await twoRuns(page)
  await page.goto(new URL(`/?view=compare&a=${done.at(-1).id}&b=${done[0].id}`, page.url()).href)
  await page.waitForSelector('.compare table.lines')
  const compared = await json(page, `/compare?a=${done.at(-1).id}&b=${done[0].id}`)
  await page.waitForSelector('.compare table.sites')
  await splitDrawn(page)
  assert.equal(await page.locator('.compare table.sites tbody tr').count(), Math.min(100, compared.sites.length))
  const amounts = compared.sites.map((site) => Math.abs(site.difference_eur))
  assert.deepEqual(amounts, amounts.toSorted((a, b) => b - a))
  await picture(page, 'compare-de-light')
  await page.getByRole('button', { name: 'A und B tauschen' }).click()
  await page.waitForFunction((a) => new URLSearchParams(location.search).get('a') === a, done[0].id)
  await page.locator('.compare table.sites tbody th button').first().click()
  await page.waitForSelector('.card-head h2')
  await close(page)
})

test('runs under different policies are compared without objectives, and their names are readable in full', async () => {
  const page = await open(browser, '/?view=compare')
  const { default_scenario: scenario, policies } = await json(page, '/city')
  const of = {}
  for (const { name } of policies) {
    const done = () => json(page, '/runs').then(({ runs }) => runs.find((run) => run.policy === name && run.result))
    of[name] = await done()
    if (of[name]) continue
    await page.evaluate(
      (body) => fetch('/api/v1/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      JSON.stringify({ scenario, policy: name }),
    )
    for (const until = Date.now() + LONG; !of[name] && Date.now() < until; of[name] = await done()) await page.waitForTimeout(500)
  }
  const [a, b] = policies.map(({ name }) => of[name])
  await page.goto(new URL(`/?view=compare&a=${a.id}&b=${b.id}`, page.url()).href)
  await page.waitForSelector('.compare table.lines')
  const text = await page.evaluate(() => document.querySelector('.compare').innerText)
  assert.match(text, /verschiedenen Planungsgrundsätzen/)
  const names = await page.locator('.compare table.lines tbody th').allTextContents()
  assert.ok(names.includes('Planungsgrundsatz') && names.some((name) => name.startsWith('Kosten')), names.join())
  for (const name of ['Zielwert', 'Aufpreis für eigene Glasfaser']) assert.ok(!names.includes(name), name)
  // The header, the result line and the card speak of A.
  await page.waitForFunction((policy) => document.querySelector('.result')?.textContent.includes(policy), policies.find((one) => one.name === a.policy).label_de)
  for (const width of [1440, 1280, 320]) {
    await page.setViewportSize({ width, height: 900 })
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll('.choose select')].map((select) => {
        const full = select.selectedOptions[0].text
        const context = document.createElement('canvas').getContext('2d')
        context.font = getComputedStyle(select).font
        const below = select.parentElement.querySelector('.full-text')
        const readable = context.measureText(full).width + 40 <= select.clientWidth
        return readable || (below.offsetHeight > 0 && below.scrollWidth <= below.clientWidth && below.textContent === full)
      }),
    )
    assert.deepEqual(shown, [true, true], `at ${width}`)
  }
  await close(page)
})

test('a run can be stopped and keeps what it has verified', async () => {
  // A run that is over before the click arrives refuses to be stopped.
  const page = await open(browser, '/', { allow: (text) => /\b409\b/.test(text) })
  await resultShown(page)
  const first = (await json(page, '/city')).default_run
  const trench = page.getByLabel('Tiefbaupreis', { exact: true })
  await trench.fill('115')
  await trench.blur()
  await page.getByRole('button', { name: 'Rechnen' }).click()
  const run = await newRun(page, first)
  // A small city may be done before anybody can stop it; then there is nothing to stop, which is right too.
  await page.waitForFunction(() => {
    const stop = [...document.querySelectorAll('button')].find((button) => button.textContent === 'Anhalten')
    stop?.click()
    return stop || document.querySelector('.result .ok')
  })
  await page.waitForFunction(() => !document.querySelector('.result .spin'), null, { timeout: LONG })
  const summary = await json(page, `/runs/${run}`)
  assert.ok(['done', 'cancelled'].includes(summary.state), summary.state)
  if (summary.result) assert.equal(summary.result.verified, true)
  await close(page)
})
