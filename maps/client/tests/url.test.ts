import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, parse, type View } from '../src/url'

test('an empty address is the plain map in German', () => {
  const view = parse('')
  assert.equal(view.view, 'map')
  assert.equal(view.lang, 'de')
  assert.equal(view.theme, null)
  assert.equal(view.page, 1)
  assert.equal(format(view), '')
})

test('what was written is read back the same', () => {
  const view: View = {
    run: 'r-0007',
    scenario: 'referenz 2026-11',
    view: 'table',
    site: 'S/12&3',
    q: 'Schule „am Park“ & mehr',
    filters: {
      state: ['planned', 'open'],
      technology: ['fibre'],
      class: ['1G'],
      district: ['Innenstadt-West', 'Hörde'],
      kind: ['grundschule'],
      group: ['Gigabit, gefördert'],
    },
    sort: '-cost',
    page: 3,
    lang: 'en',
    theme: 'dark',
    c: { lon: 7.46532, lat: 51.51374, zoom: 12.25 },
    a: 'r-1',
    b: 'r-2',
    hide: ['drop', 'existing'],
  }
  assert.deepEqual(parse(format(view)), view)
  assert.equal(format(parse(format(view))), format(view))
})

test('nonsense in the address falls back instead of breaking the page', () => {
  const cases = ['?view=nirgends', '?page=-3', '?page=1e99', '?page=abc', '?lang=fr', '?theme=pink', '?c=1,2', '?c=a,b,c', '?c=900,0,3', '?%E0%A4%A']
  for (const text of cases) {
    const view = parse(text)
    assert.equal(view.view, 'map', text)
    assert.equal(view.page, 1, text)
    assert.equal(view.lang, 'de', text)
    assert.equal(view.theme, null, text)
    assert.equal(view.c, null, text)
  }
})

test('a value given twice counts once', () => {
  assert.deepEqual(parse('?district=A&district=A&district=').filters.district, ['A'])
})
