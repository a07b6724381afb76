import assert from 'node:assert/strict'
import { test } from 'node:test'
import de from '../i18n/de.json'
import en from '../i18n/en.json'
import { words } from '../src/words'

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

test('both catalogues have the same keys with the same placeholders', () => {
  assert.deepEqual(Object.keys(en), Object.keys(de))
  for (const key of Object.keys(de) as (keyof typeof de)[]) {
    assert.deepEqual(holes(en[key]), holes(de[key]), key)
    assert.ok(de[key].trim() && en[key].trim(), key)
  }
})

test('placeholders are filled, unknown ones stay visible', () => {
  const w = words('de')
  assert.equal(w.t('page.of', { page: '2', last: '7' }), 'Seite 2 von 7')
  assert.equal(w.t('page.of', { page: '2' }), 'Seite 2 von {last}')
})

test('a text the server sends in one language only is better than none', () => {
  assert.equal(words('de').of(null, 'no street near'), 'no street near')
  assert.equal(words('en').of('keine Straße', null), 'keine Straße')
  assert.equal(words('en').of(null, undefined), '')
})
