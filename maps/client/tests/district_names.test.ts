import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Feature } from 'geojson'
import { DistrictNames } from '../src/map/district_names'

const box = (name: string, w: number, s: number, e: number, n: number): Feature => ({
  type: 'Feature',
  properties: { name },
  geometry: { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] },
})

test('pieces of one district have one name in their common middle', () => {
  const names = new DistrictNames()
  assert.equal(names.see([box('Hörde', 0, 0, 1, 1), box('Hörde', 1, 0, 2, 1), box('Eving', 5, 5, 6, 6)]), true)
  const [hoerde, eving] = names.points().features
  assert.deepEqual(hoerde?.geometry, { type: 'Point', coordinates: [1, 0.5] })
  assert.deepEqual(eving?.geometry, { type: 'Point', coordinates: [5.5, 5.5] })
})

test('a name stays where it is while less of its district is in sight', () => {
  const names = new DistrictNames()
  names.see([box('Hörde', 0, 0, 2, 1)])
  assert.equal(names.see([box('Hörde', 0, 0, 1, 1)]), false)
  assert.deepEqual(names.points().features[0]?.geometry, { type: 'Point', coordinates: [1, 0.5] })
})

test('pieces without a name or without an area are passed over', () => {
  const names = new DistrictNames()
  assert.equal(names.see([{ ...box('x', 0, 0, 1, 1), properties: {} }, box('y', 0, 0, 0, 0)]), false)
})
