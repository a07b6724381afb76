// Frame, map, table and card: what stands there, that it is the same everywhere, and that the address brings it back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BASE, close, colours, json, launch, listed, mapDrawn, open, picture, resultShown } from './browser.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(async () => {
  await browser?.close()
})

test('the frame and the result line stand, with both gaps, money, policy, date and the mark of demo data', async () => {
  const page = await open(browser, '/')
  await resultShown(page)
  const city = await json(page, '/city')
  const run = await json(page, `/runs/${city.default_run}`)
  assert.match(await page.textContent('.brand'), new RegExp(`Lichtweg.*${city.name}`))
  const line = (await page.textContent('.result')).replaceAll('\u202f', ' ')
  const policy = city.policies.find((one) => one.name === run.policy).label_de
  const funded = run.result.own_share_eur !== run.result.cost_eur
  const money = funded ? 'brutto (Eigenanteil)' : 'brutto, keine Förderung'
  for (const part of ['Standorte', 'Glasfaser', 'Mietleitung', money, 'Abstand zum Optimum', 'an der Ersparnis gemessen', policy, 'geprüft']) {
    assert.ok(line.includes(part), `${part} in: ${line}`)
  }
  assert.match(line, /Abstand zum Optimum (≤ \d+,\d+|0) %/)
  assert.match(line, /\d{2}\.\d{2}\.\d{4}/)
  // One number where gross and own share are the same, and the reason beside it.
  assert.match(line, funded ? /(Mio\. €|\d €) \([^)]*€\)/ : /(Mio\. €|\d €) brutto, keine Förderung/)
  assert.equal(line.includes('Demodaten'), run.synthetic)
  assert.equal(await page.getAttribute('html', 'lang'), 'de')
  await close(page)
})

test('the map draws streets, trench and sites with WebGL and asks nobody else', async () => {
  const page = await open(browser, '/?theme=light')
  await mapDrawn(page)
  await resultShown(page)
  const png = await page.locator('.map').screenshot()
  const seen = await colours(browser, png, { fibre: [0, 114, 178], leased: [142, 69, 133], city: [248, 248, 246] })
  assert.ok(seen.fibre > 300, `fibre is drawn: ${JSON.stringify(seen)}`)
  assert.ok(seen.leased > 30, `leased lines are drawn: ${JSON.stringify(seen)}`)
  assert.ok(seen.city > 5000, `the ground of the city is drawn: ${JSON.stringify(seen)}`)
  assert.ok(seen.distinct > 300, `more than a flat picture: ${JSON.stringify(seen)}`)
  await picture(page, 'map-de-light')
  await close(page)
})

test('the basemap and its labels come from the city’s own tiles', async () => {
  const page = await open(browser, '/?theme=light')
  const tiles = new Set()
  page.on('response', (response) => {
    if (response.url().endsWith('.mvt') && response.ok()) tiles.add(response.url())
  })
  await mapDrawn(page)
  for (let i = 0; i < 2; i++) await page.click('.map-tools button:first-child')
  await mapDrawn(page)
  assert.ok(tiles.size > 0, 'tiles were fetched')
  assert.ok([...tiles].every((url) => url.startsWith(`${BASE}/tiles/`)))
  await picture(page, 'map-near-de-light')
  await close(page)
})

test('map and table show the same sites under the same filter', async () => {
  const page = await open(browser, '/')
  await mapDrawn(page)
  await resultShown(page)
  for (const label of ['Glasfaser', 'geplant']) {
    await page.locator('.facet label', { hasText: label }).first().click()
  }
  await page.waitForFunction(() => new URLSearchParams(location.search).get('state') === 'planned')
  const query = new URLSearchParams(new URL(page.url()).search)
  const run = (await json(page, '/city')).default_run
  const filter = `run=${run}&technology=${query.get('technology')}&state=${query.get('state')}`
  const list = await json(page, `/sites?${filter}&page_size=500`)
  const map = await json(page, `/sites.geojson?${filter}`)
  assert.ok(list.total > 0)
  assert.equal(map.features.length, list.sites.filter((site) => site.lon !== null).length)
  await page.waitForSelector(`.map[data-drawn="${map.features.length}"]`)
  await page.click('nav.segments a:nth-child(2)')
  await page.waitForSelector('table.sites')
  const hits = (await page.textContent('.hits')).replaceAll('\u202f', '')
  assert.ok(hits.startsWith(`${list.total} von`), hits)
  const names = []
  for (;;) {
    names.push(...(await page.locator('table.sites tbody th button').allTextContents()))
    const next = page.locator('.pager button:last-child')
    if (await next.isDisabled()) break
    const first = names.at(-50)
    await next.click()
    await page.waitForFunction((old) => document.querySelector('table.sites tbody th button')?.textContent !== old, first)
  }
  assert.deepEqual(names.toSorted(), list.sites.map((site) => site.name).toSorted())
  for (const link of await page.locator('.tools a').all()) {
    const href = await link.getAttribute('href')
    const file = await page.request.get(BASE + href)
    assert.equal(file.status(), 200, href)
    assert.ok(href.includes('technology=fibre') && href.includes('state=planned') && href.includes(`run=${run}`), href)
  }
  await close(page)
})

test('the table is sorted on the server and says so', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  const head = page.locator('table.sites thead th').last()
  await page.waitForSelector('table.sites')
  assert.equal(await head.getAttribute('aria-sort'), 'none')
  await head.locator('button').click()
  await page.waitForFunction(() => document.querySelector('table.sites thead th:last-child').getAttribute('aria-sort') === 'ascending')
  await head.locator('button').click()
  await page.waitForFunction(() => document.querySelector('table.sites thead th:last-child').getAttribute('aria-sort') === 'descending')
  const run = (await json(page, '/city')).default_run
  const { sites } = await json(page, `/sites?run=${run}&sort=-cost&page_size=50`)
  await page.waitForFunction((name) => document.querySelector('table.sites tbody th button')?.textContent === name, sites[0].name)
  assert.ok(await page.locator('table.sites caption').count())
  await picture(page, 'table-de-light')
  await close(page)
})

test('the site card has the three amounts, the cost items, the options with reasons, and a reason for each dash', async () => {
  const probe = await open(browser, '/?view=table')
  const run = (await json(probe, '/city')).default_run
  const { sites } = await json(probe, `/sites?run=${run}&technology=fibre&state=planned&sort=-cost&page_size=1`)
  await close(probe)
  const page = await open(browser, `/?site=${encodeURIComponent(sites[0].id)}`)
  await page.waitForSelector('.amounts')
  const card = (await page.textContent('.right')).replaceAll('\u202f', ' ')
  for (const part of [sites[0].name, 'Geplant?', 'Nachgewiesen?', 'noch nicht gemessen', 'Gesund?', 'Warum?', 'Was nun?', 'Kostenanteil', 'Ersparnis ohne ihn', 'Allein', 'Optionen im Vergleich', 'Mietleitung']) {
    assert.ok(card.includes(part), part)
  }
  const items = await page.locator('.breakdown tbody td').allTextContents()
  const cents = (text) => Math.round(Number(text.replaceAll('\u202f', '').replace('€', '').replace('−', '-').replace(',', '.')) * 100)
  const total = cents(await page.locator('.breakdown tfoot td').textContent())
  assert.equal(items.reduce((sum, text) => sum + cents(text), 0), total)
  assert.equal(total, Math.round(sites[0].cost_eur * 100))
  for (const dash of await page.locator('.missing').all()) {
    assert.ok((await dash.getAttribute('title'))?.length > 5)
    assert.ok((await dash.locator('.sr').textContent())?.length > 5)
  }
  await mapDrawn(page, '[data-shows~="route"]')
  await picture(page, 'card-de-light')
  await page.click('.switches .icon')
  await mapDrawn(page, '[data-look="dark"]')
  await picture(page, 'card-de-dark')
  await close(page)
})

test('language and appearance change at once and stand in the address', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  await page.click('button[lang="en"]')
  await page.waitForSelector('text=Copy link')
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  assert.match(page.url(), /lang=en/)
  assert.match(await page.textContent('.result'), /Gap (≤|0)/)
  assert.equal(await page.getAttribute('html', 'data-theme'), 'light')
  await page.click('.switches .icon')
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
  assert.match(page.url(), /theme=dark/)
  await page.reload()
  await page.waitForSelector('text=Copy link')
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
  await close(page)
})

test('without a word from the user the appearance follows the system', async () => {
  const page = await open(browser, '/', { dark: true })
  await mapDrawn(page, '[data-look="dark"]')
  await resultShown(page)
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
  await picture(page, 'map-de-dark')
  await close(page)
})

test('a reload and a copied link bring back exactly this view', async () => {
  const page = await open(browser, '/')
  await mapDrawn(page)
  await resultShown(page)
  await page.locator('.facet label', { hasText: 'Mietleitung' }).first().click()
  await page.click('nav.segments a:nth-child(2)')
  await page.waitForSelector('table.sites')
  await page.locator('table.sites thead button').nth(2).click()
  await listed(page, 'sort=district')
  await page.locator('table.sites tbody th button').nth(3).click()
  await page.waitForSelector('.card-head h2')
  const name = await page.textContent('.card-head h2')
  const rows = await page.locator('table.sites tbody th button').allTextContents()
  const address = page.url()
  await page.reload()
  await listed(page, 'sort=district')
  await page.waitForFunction((text) => document.querySelector('.card-head h2')?.textContent === text, name)
  assert.equal(page.url(), address)
  assert.deepEqual(await page.locator('table.sites tbody th button').allTextContents(), rows)
  assert.equal(await page.locator('.chips .chip').count(), 1)
  await page.locator('.tools button').click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const other = await open(browser, link.slice(BASE.length))
  await other.waitForFunction((text) => document.querySelector('.card-head h2')?.textContent === text, name)
  await listed(other, 'sort=district')
  assert.deepEqual(await other.locator('table.sites tbody th button').allTextContents(), rows)
  await close(other)
  await page.goBack()
  await page.waitForFunction(() => !location.search.includes('site='))
  await close(page)
})

test('moving the map moves the address, and the address moves the map', async () => {
  const page = await open(browser, '/')
  await mapDrawn(page)
  assert.ok(!page.url().includes('c='))
  await page.click('.map-tools button:first-child')
  await page.waitForFunction(() => /c=[\d.]+%2C[\d.]+%2C[\d.]+/.test(location.search))
  await mapDrawn(page)
  const address = page.url()
  await page.reload()
  await mapDrawn(page)
  assert.equal(page.url(), address)
  await close(page)
})

test('a line can be switched off in the legend', async () => {
  const page = await open(browser, '/?theme=light')
  await mapDrawn(page)
  const wanted = { fibre: [0, 114, 178] }
  await page.locator('.legend label', { hasText: 'Tiefbau' }).scrollIntoViewIfNeeded()
  const with_ = await colours(browser, await page.locator('.map').screenshot(), wanted)
  await page.locator('.legend label', { hasText: 'Tiefbau' }).click()
  await page.waitForFunction(() => location.search.includes('hide=trench'))
  await mapDrawn(page, '[data-hidden="trench"]')
  const without = await colours(browser, await page.locator('.map').screenshot(), wanted)
  assert.ok(without.fibre < with_.fibre, `${without.fibre} < ${with_.fibre}`)
  await close(page)
})

test('Enter pressed before the answer opens the site that was typed, not the first of the list before', async () => {
  const page = await open(browser, '/?view=table')
  await listed(page)
  const { sites } = await json(page, '/sites?page_size=500')
  const wanted = sites.at(-1)
  await page.fill('input[type=search]', wanted.name)
  await page.press('input[type=search]', 'Enter')
  await page.waitForFunction((name) => document.querySelector('.card-head h2')?.textContent === name, wanted.name)
  await close(page)
})

test('a chosen site is shown with its whole route, and one that is in view moves nothing', async () => {
  const page = await open(browser, '/?view=table')
  const run = (await json(page, '/city')).default_run
  const { sites } = await json(page, `/sites?run=${run}&technology=fibre&state=planned&page_size=500`)
  let far = null
  for (const site of sites.slice(0, 40)) {
    const { features } = await json(page, `/runs/${run}/network.geojson?site=${encodeURIComponent(site.id)}`)
    const points = features.flatMap((one) => one.geometry.coordinates)
    const west = Math.min(...points.map(([lon]) => lon))
    const east = Math.max(...points.map(([lon]) => lon))
    if (!far || east - west > far.east - far.west) far = { site, points, west, east }
  }
  await page.goto(`${BASE}/?c=${far.site.lon},${far.site.lat},17`)
  await mapDrawn(page)
  await page.fill('input[type=search]', far.site.name)
  await page.press('input[type=search]', 'Enter')
  await page.waitForFunction((name) => document.querySelector('.card-head h2')?.textContent === name, far.site.name)
  await page.waitForFunction(() => Number(new URLSearchParams(location.search).get('c')?.split(',')[2]) < 16)
  await mapDrawn(page, '[data-shows~="route"]')
  const [lon, lat, zoom] = new URL(page.url()).searchParams.get('c').split(',').map(Number)
  const box = await page.locator('.map').boundingBox()
  const world = 512 * 2 ** zoom
  const y = (at) => Math.log(Math.tan(Math.PI / 4 + (at * Math.PI) / 360)) / (2 * Math.PI)
  for (const point of far.points) {
    assert.ok((Math.abs(point[0] - lon) / 360) * world <= box.width / 2, 'the route is inside from west to east')
    assert.ok(Math.abs(y(point[1]) - y(lat)) * world <= box.height / 2, 'the route is inside from north to south')
  }
  const address = page.url()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !location.search.includes('site='))
  await page.press('input[type=search]', 'Enter')
  await page.waitForFunction(() => location.search.includes('site='))
  await mapDrawn(page, '[data-shows~="route"]')
  assert.equal(page.url(), address)
  // An address that says where the map stands is obeyed, whatever site it names.
  const elsewhere = `${BASE}/?run=${run}&site=${encodeURIComponent(far.site.id)}&c=${far.site.lon.toFixed(5)},${far.site.lat.toFixed(5)},17.00`
  await page.goto(elsewhere)
  await mapDrawn(page, '[data-shows~="route"]')
  assert.equal(new URL(page.url()).searchParams.get('c'), new URL(elsewhere).searchParams.get('c'))
  await close(page)
})

test('one word for each thing: none that the glossary replaces stands on the page', async () => {
  const page = await open(browser, '/?view=table')
  const run = (await json(page, '/city')).default_run
  const { sites } = await json(page, `/sites?run=${run}&technology=fibre&state=planned&page_size=1`)
  for (const address of ['/?', '/?view=table&', `/?view=table&site=${encodeURIComponent(sites[0].id)}&`, '/?view=compare&']) {
    await page.goto(BASE + address)
    await resultShown(page)
    const text = await page.evaluate(() => document.body.innerText)
    for (const word of [/\bLücke/, /Leitlinie/, /\bRechnung(en)?\b/, /Aufschlag/, /bonus/i, /Minderleistung/, /Unterversorgung/]) {
      assert.doesNotMatch(text, word, address)
    }
  }
  await close(page)
})

test('what the server words is asked for in the language of the page, as far as it speaks it', async () => {
  const asked = []
  const page = await open(browser, '/?view=table&lang=en', {
    before: (page) => page.on('request', (request) => void asked.push(new URL(request.url()))),
  })
  const { paths } = await (await page.request.get(`${BASE}/api/openapi.json`)).json()
  const speaks = (path) => !!paths[path].get.parameters?.some((one) => one.name === 'lang')
  await listed(page)
  await page.locator('table.sites tbody th button').first().click()
  await page.waitForSelector('.facts-list')
  await page.keyboard.press('Escape')
  const fold = page.locator('.right details summary', { hasText: 'Findings' })
  await page.waitForSelector('.right table')
  const wanted = [['/api/v1/sites/{id}', /^\/api\/v1\/sites\/[^/]+$/]]
  if (await fold.count()) {
    await fold.click()
    await page.waitForSelector('.findings li')
    wanted.push(['/api/v1/findings', /^\/api\/v1\/findings$/])
  }
  for (const [path, pattern] of wanted) {
    const seen = asked.filter((url) => pattern.test(url.pathname))
    assert.ok(seen.length > 0, path)
    for (const url of seen) assert.equal(url.searchParams.get('lang'), speaks(path) ? 'en' : null, url.href)
  }
  await close(page)
})

test('search finds a site by name and Enter opens the first', async () => {
  const page = await open(browser, '/?view=table')
  await resultShown(page)
  const { sites } = await json(page, '/sites?page_size=500')
  const wanted = sites.at(-1)
  await page.fill('input[type=search]', wanted.name)
  await page.waitForFunction((name) => document.querySelector('table.sites tbody th button')?.textContent === name, wanted.name)
  await page.press('input[type=search]', 'Enter')
  await page.waitForFunction((name) => document.querySelector('.card-head h2')?.textContent === name, wanted.name)
  await close(page)
})

test('a filter that nothing passes says so and offers the way out', async () => {
  const page = await open(browser, '/?view=table&q=gibtesnichtxyz')
  await page.waitForSelector('text=Kein Standort passt zu diesem Filter.')
  await page.locator('.note button').click()
  await page.waitForSelector('table.sites tbody tr')
  await close(page)
})

test('without WebGL the server’s picture and the table stand in for the map', async () => {
  const page = await open(browser, '/', {
    before: (page) =>
      page.addInitScript(() => {
        const real = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return /webgl/.test(kind) ? null : real.call(this, kind, ...rest)
        }
      }),
    allow: (text) => /webgl/i.test(text),
  })
  await page.waitForSelector('.without-map img')
  await page.waitForFunction(() => document.querySelector('.without-map img').naturalWidth > 0)
  await picture(page, 'without-webgl')
  await page.locator('.without-map button').click()
  await page.waitForSelector('table.sites tbody tr')
  await close(page)
})

test('a run that does not exist is named as such, with a way on', async () => {
  const page = await open(browser, '/?run=gibt-es-nicht', { allow: (text) => /\b40[04]\b/.test(text) })
  await page.waitForSelector('.right [role=alert]')
  assert.match(await page.textContent('.result'), /✕/)
  await close(page)
})

test('a server that does not answer is said aloud and asked again', async () => {
  let down = true
  const page = await open(browser, '/', {
    before: (page) => page.route('**/api/v1/city', (route) => (down ? route.abort() : route.continue())),
    allow: (text) => text.includes('ERR_FAILED'),
  })
  await page.waitForSelector('text=Der Server antwortet nicht')
  down = false
  await page.locator('[role=alert] button').first().click()
  await mapDrawn(page)
  await close(page)
})

test('nothing jumps while the page fills, however long the names of the runs are', async () => {
  for (const [width, address] of [
    [1440, '/'],
    [1280, '/'],
    [1280, '/?view=table'],
  ]) {
    const page = await open(browser, address, {
      width,
      before: (page) =>
        page.addInitScript(() => {
          window.shifts = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value
          }).observe({ type: 'layout-shift', buffered: true })
        }),
    })
    if (address === '/') await mapDrawn(page)
    await resultShown(page)
    await listed(page)
    await page.waitForSelector('.right table')
    // What the last answer moved is counted with the frame that follows it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const shifts = await page.evaluate(() => window.shifts)
    assert.ok(shifts < 0.05, `layout shift ${shifts} at ${width}, ${address}`)
    await close(page)
  }
})
