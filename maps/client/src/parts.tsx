// Small parts every view uses: money, a missing value with its reason, and the designed states of loading, failure and emptiness.
import type { ComponentChildren } from 'preact'
import type { Failure } from './api'
import { MISSING } from './format'
import { useWords, type Key } from './words'

/** A value that is not known: a dash, with the reason on hover and for screen readers, or spelt out. */
export function Missing({ why, spelt = false }: { why: Key; spelt?: boolean }) {
  const { t } = useWords()
  const reason = t(why)
  if (spelt) return <span class="quiet">– {reason}</span>
  return (
    <span class="missing" title={reason}>
      <span aria-hidden="true">{MISSING}</span>
      <span class="sr">{reason}</span>
    </span>
  )
}

interface Amounts {
  gross: number | null
  own?: number | null | undefined
}

/** Whether no amount is funded, so that gross and own share are one number and the heading can say so once. */
export function unfunded(amounts: readonly Amounts[]): boolean {
  return amounts.every(({ gross, own }) => gross !== null && own === gross)
}

/** The heading over amounts: gross and own share, or why there is only one number. */
export function moneyHead(amounts: readonly Amounts[]): Key {
  return unfunded(amounts) ? 'money.gross_unfunded' : 'money.gross_own'
}

/** Money as everywhere: gross and, in brackets, the city's own share. Equal amounts are one number; `said` when a heading says why. */
export function Money({ gross, own, said = false }: Amounts & { said?: boolean }) {
  const w = useWords()
  if (gross === null) return <Missing why="missing.cost" />
  const text = w.euros
  if (own === gross) {
    return (
      <span class="money" title={`${w.exactEuros(gross)} ${w.t('money.gross')}; ${w.t('money.unfunded_hint')}`}>
        {text(gross)}
        {!said && <span class="own"> ({w.t('money.unfunded')})</span>}
      </span>
    )
  }
  return (
    <span class="money" title={`${w.exactEuros(gross)} ${w.t('money.gross')}`}>
      {text(gross)}{' '}
      <span class="own">
        ({own === null || own === undefined ? <Missing why="missing.own_share" /> : <span title={w.t('money.own_share')}>{text(own)}</span>})
      </span>
    </span>
  )
}

/** What a select on a narrow screen has no room to show. */
export function FullText({ text }: { text: string }) {
  return (
    <p class="full-text" aria-hidden="true">
      {text}
    </p>
  )
}

export function Trouble({ failure, retry }: { failure: Failure; retry?: () => void }) {
  const w = useWords()
  const hint = w.of(failure.hint_de, failure.hint_en)
  return (
    <div class="note bad" role="alert">
      <p class="note-title">{w.of(failure.message_de, failure.message_en)}</p>
      {hint && <p>{hint}</p>}
      {failure.id && <p class="quiet">{w.t('error.id', { id: failure.id })}</p>}
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {w.t('error.retry')}
        </button>
      )}
    </div>
  )
}

export function Note({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="note">
      <p class="note-title">{title}</p>
      {children}
    </div>
  )
}

export function Loading({ rows = 3 }: { rows?: number }) {
  const { t } = useWords()
  return (
    <div class="loading" role="status">
      <span class="sr">{t('loading')}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class="bone" style={{ width: `${88 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  )
}
