// What the import found odd: where it stands, what it means, what to do.
import { useState } from 'preact/hooks'
import { path, wordsIn, type Finding } from '../api'
import { Loading, Trouble } from '../parts'
import { useLoaded } from '../use'
import { useWords } from '../words'

const PAGE = 20

export function FindingList({ findings }: { findings: Finding[] }) {
  return (
    <ul class="findings">
      {findings.map((one, i) => (
        <li key={i}>
          <p>{one.message}</p>
          <p class="small quiet">
            {[one.file, one.line, one.column].filter((part) => part !== null && part !== undefined && part !== '').join(':')}
          </p>
          {one.hint && <p class="small">→ {one.hint}</p>}
        </li>
      ))}
    </ul>
  )
}

export function Findings({ count }: { count: number }) {
  const w = useWords()
  const [open, set] = useState(false)
  const [page, turn] = useState(1)
  const list = useLoaded<{ total: number; findings: Finding[] }>(open ? path('/findings', { page, page_size: PAGE, ...wordsIn(w.lang) }) : null)
  const last = Math.max(1, Math.ceil((list.data?.total ?? count) / PAGE))
  return (
    <details class="fold" open={open} onToggle={(event) => set(event.currentTarget.open)}>
      <summary>
        <h3>
          {w.t('findings.title')} <span class="pill">{w.n(count)}</span>
        </h3>
      </summary>
      {list.failure && <Trouble failure={list.failure} retry={list.reload} />}
      {!list.data && list.loading && <Loading rows={4} />}
      {list.data && <FindingList findings={list.data.findings} />}
      {last > 1 && (
        <div class="row">
          <button type="button" class="button" disabled={page <= 1} onClick={() => turn(page - 1)}>
            {w.t('page.previous')}
          </button>
          <span class="small">{w.t('page.of', { page: w.n(page), last: w.n(last) })}</span>
          <button type="button" class="button" disabled={page >= last} onClick={() => turn(page + 1)}>
            {w.t('page.next')}
          </button>
        </div>
      )}
    </details>
  )
}
