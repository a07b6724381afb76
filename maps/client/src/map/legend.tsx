// The legend names every sign of the map; lines can be switched off.
import { useState } from 'preact/hooks'
import type { SegmentKind } from '../api'
import { useSession } from '../session'
import { LineSign, NodeSign, SiteSign, StateSign } from '../signs'
import { go } from '../url'
import { useMedia } from '../use'
import { useWords } from '../words'
import { toggle } from '../panels/filters'

const LINES: (SegmentKind | 'existing')[] = ['trench', 'own_duct', 'rented_duct', 'drop', 'existing']

export function Legend() {
  const w = useWords()
  const { view, run } = useSession()
  const roomy = useMedia('(min-width: 48rem) and (min-height: 34rem)')
  const [open, set] = useState(roomy)
  const built = (run.data?.result?.built_m ?? 0) > 0
  const lines = built ? [...LINES.slice(0, 3), 'built' as const, ...LINES.slice(3)] : LINES
  return (
    <details class="legend" open={open} onToggle={(event) => set(event.currentTarget.open)}>
      <summary>{w.t('legend.title')}</summary>
      <div class="legend-rows">
        <ul aria-label={w.t('legend.sites')}>
          {(['fibre', 'radio', 'leased', 'open'] as const).map((sign) => (
            <li key={sign}>
              <SiteSign sign={sign} size={17} /> {w.technology(sign)}
            </li>
          ))}
          {(['connected', 'planned', 'unsolvable'] as const).map((state) => (
            <li key={state}>
              <StateSign state={state} size={17} /> {w.t(`state.${state}`)}
            </li>
          ))}
          <li>
            <Donut /> {w.t('legend.cluster')}
          </li>
          <li>
            <NodeSign kind="pop" /> {w.t('legend.pop')}
          </li>
          <li>
            <NodeSign kind="chamber" /> {w.t('legend.chamber')}
          </li>
        </ul>
        <ul aria-label={w.t('legend.lines')}>
          {lines.map((kind) => (
            <li key={kind}>
              <label class="tick">
                <input
                  type="checkbox"
                  checked={!view.hide.includes(kind)}
                  onChange={() => go({ hide: toggle(view.hide, kind) }, 'replace')}
                />
                <LineSign kind={kind} />
                <span class="tick-label">{w.t(`line.${kind}`)}</span>
              </label>
            </li>
          ))}
          <li>
            <LineSign kind="route" /> {w.t('legend.route')}
          </li>
        </ul>
      </div>
    </details>
  )
}

function Donut() {
  return (
    <svg class="sign" width="17" height="17" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="8" fill="none" stroke="var(--fibre)" stroke-width="5" stroke-dasharray="26 24.3" />
      <circle cx="12" cy="12" r="8" fill="none" stroke="var(--leased)" stroke-width="5" stroke-dasharray="16 34.3" stroke-dashoffset="-26" />
      <circle cx="12" cy="12" r="8" fill="none" stroke="var(--open)" stroke-width="5" stroke-dasharray="8.3 42" stroke-dashoffset="-42" />
    </svg>
  )
}
