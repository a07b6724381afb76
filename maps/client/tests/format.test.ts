import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as format from '../src/format'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

test('numbers have thin groups and the decimal sign of their language', () => {
  assert.equal(format.number('de', 1240), '1\u202f240')
  assert.equal(format.number('de', 1234567.891, 1), '1\u202f234\u202f567,9')
  assert.equal(format.number('en', 1234567.891, 1), '1\u202f234\u202f567.9')
  assert.equal(format.number('de', -12), '−12')
  assert.equal(format.number('de', -0), '0')
})

test('money is in millions from one million on, else in whole euros', () => {
  const cases: [number, string, string][] = [
    [0, '0 €', '€ 0'],
    [58_300.49, '58 300 €', '€ 58 300'],
    [999_949, '999 949 €', '€ 999 949'],
    [999_951, '1,0 Mio. €', '€ 1.0 m'],
    [38_400_000, '38,4 Mio. €', '€ 38.4 m'],
    [-5_540_000, '−5,5 Mio. €', '−€ 5.5 m'],
  ]
  for (const [value, de, en] of cases) {
    assert.equal(plain(format.euros('de', value)), de)
    assert.equal(plain(format.euros('en', value)), en)
  }
  assert.equal(plain(format.exactEuros('de', 3200.5)), '3 200,50 €')
})

test('a certified gap is rounded up, never down', () => {
  const cases: [number, string][] = [
    [0, '0 %'],
    [0.0032, '≤ 0,32 %'],
    [0.003201, '≤ 0,33 %'],
    [0.00001, '≤ 0,01 %'],
    [0.0611, '≤ 6,2 %'],
    [0.0999999, '≤ 10,0 %'],
  ]
  for (const [value, text] of cases) assert.equal(plain(format.gap('de', value)), text)
})

test('dates are written the German way, instants in Berlin time', () => {
  assert.equal(format.date('de', '2026-03-12'), '12.03.2026')
  assert.equal(format.date('en', '2026-03-12'), '12/03/2026')
  assert.equal(format.date('de', '2026-12-31T23:30:00Z'), '01.01.2027')
  assert.equal(format.moment('de', '2026-07-01T08:05:00Z'), '01.07.2026 10:05')
  assert.equal(format.date('de', 'kein Datum'), 'kein Datum')
})

test('lengths turn to kilometres from ten on', () => {
  assert.equal(plain(format.metres('de', 1240.4)), '1 240 m')
  assert.equal(plain(format.metres('de', 123_840)), '123,8 km')
})

test('classes have their speed, unknown ones their own name', () => {
  assert.equal(plain(format.bandwidth('10G')), '10 Gbit/s')
  assert.equal(format.bandwidth('25G'), '25G')
})
